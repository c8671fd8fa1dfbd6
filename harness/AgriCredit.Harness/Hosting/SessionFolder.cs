using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Hosting;

/// <summary>Writes what a session arrived at into a folder of its own, whole or not at all: no session's model takes the place of another's.</summary>
internal static class SessionFolder
{
    public const string ModelFileName = "model.json";
    public const string SessionFileName = "session.json";
    public const string PartFileName = "part.json";
    private const int NameLength = 16;

    /// <summary>Finds out early that models cannot be written there.</summary>
    /// <exception cref="HarnessException">The folder cannot be made or written to; exit code 2.</exception>
    public static void RequireWritable(string output)
    {
        try
        {
            CreatedFolders created = CreatedFolders.Create(output);
            try
            {
                string probe = Path.Combine(output, Path.GetRandomFileName());
                Directory.CreateDirectory(probe);
                Directory.Delete(probe);
            }
            finally
            {
                created.Remove();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Usage, $"The folder for models '{output}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the session's folder. Where it is there already, the same session was written before its member was stopped, and it is written again.</summary>
    /// <returns>The model's path.</returns>
    /// <exception cref="HarnessException">It cannot be written; exit code 1.</exception>
    public static string Write(string output, SessionRecord session, CreditModel model)
    {
        string folder = Write(output, session.Session, partial =>
        {
            ModelFile.Save(model, Path.Combine(partial, ModelFileName));
            WriteJson(Path.Combine(partial, SessionFileName), session, HostingJson.ForPeople.SessionRecord);
        });
        return Path.Combine(folder, ModelFileName);
    }

    /// <summary>Writes a joint fit's folder, likewise.</summary>
    /// <param name="output">The folder for models.</param>
    /// <param name="session">What the fit arrived at.</param>
    /// <param name="model">The whole model, where the terms release it.</param>
    /// <param name="part">The party's own part, where they do not.</param>
    /// <returns>The path of the model or of the part.</returns>
    /// <exception cref="HarnessException">It cannot be written; exit code 1.</exception>
    public static string Write(string output, JointSessionRecord session, CreditModel? model, JointPartFile? part)
    {
        string folder = Write(output, session.Session, partial =>
        {
            WriteJson(Path.Combine(partial, SessionFileName), session, HostingJson.ForPeople.JointSessionRecord);
            if (model is not null)
            {
                ModelFile.Save(model, Path.Combine(partial, ModelFileName));
            }

            if (part is not null)
            {
                WriteJson(Path.Combine(partial, PartFileName), part, HostingJson.ForPeople.JointPartFile);
            }
        });
        return Path.Combine(folder, model is null ? PartFileName : ModelFileName);
    }

    private static void WriteJson<T>(string path, T content, JsonTypeInfo<T> type) => File.WriteAllText(path, JsonSerializer.Serialize(content, type) + "\n");

    private static string Write(string output, string session, Action<string> write)
    {
        string folder = Path.Combine(output, session[..NameLength]);
        string partial = Path.Combine(output, $".{session[..NameLength]}.partial-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        try
        {
            Directory.CreateDirectory(partial);
            write(partial);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(partial, folder);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HarnessException(ExitCode.Failed, $"The session's folder '{folder}' could not be written: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }
}
