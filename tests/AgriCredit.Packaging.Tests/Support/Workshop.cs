using System.Runtime.InteropServices;

namespace AgriCredit.Packaging.Tests.Support;

/// <summary>A folder for what the tests build, outside the checkout, gone at the end.</summary>
public sealed class Workshop : IDisposable
{
    private readonly Lazy<string> _library;

    public Workshop() => _library = new Lazy<string>(() => Publish("src/AgriCredit.Native"));

    public string Folder { get; } = Directory.CreateTempSubdirectory("agricredit-packaging-").FullName;

    /// <summary>The folder of the published library and its header.</summary>
    public string Library => _library.Value;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Compiles a project ahead of time, without a trace in the checkout.</summary>
    public string Publish(string project)
    {
        string name = Path.GetFileName(project);
        string artifacts = PathOf($"{name}-artifacts");
        string output = PathOf(name);
        Command.Succeed(
            Checkout.Root, "dotnet", "publish", Checkout.PathOf(project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-v", "quiet",
            "--artifacts-path", artifacts, $"-p:NuGetLockFilePath={Path.Combine(artifacts, "lock.json")}", "-o", output);
        return output;
    }

    /// <summary>A model with every kind of input, saved.</summary>
    public string SaveModel()
    {
        string path = PathOf("model.json");
        ModelFile.Save(Models.Loans(), path);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
