using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party's own part of a joint model, where the terms release no more: <c>part.json</c>. It scores applicants together with the other parties' parts of the same session.</summary>
/// <param name="Session">The session's id in lower-case hexadecimal.</param>
/// <param name="Name">The name of the terms.</param>
/// <param name="Parties">The parties, the label holder first.</param>
/// <param name="Part">Coefficients, standard errors and scale.</param>
/// <param name="FillValues">What the party has put in the place of a missing value, one a feature; null where none is admitted.</param>
/// <param name="Sha256">Of the file's content without it, in lower-case hexadecimal.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JointPartFile(string Session, string Name, IReadOnlyList<string> Parties, JointPartRecord Part, IReadOnlyList<double?> FillValues, string? Sha256 = null)
{
    private const string What = "part of a joint model";

    /// <summary>Reads a part.</summary>
    /// <exception cref="HarnessException">It is not there, is no such file, or was changed; exit code 2.</exception>
    public static JointPartFile Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = JsonFile.ReadBytes(path, What);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new HarnessException(ExitCode.Usage, $"There is no {What} '{path}'.", exception);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            JointPartFile file = document.Deserialize(HostingJson.Default.JointPartFile) ?? throw new JsonException("It is null.");
            return file.Sha256 == file.Hash()
                ? file
                : throw new HarnessException(ExitCode.Usage, $"{path}: the {What} was changed since it was written, or cut short: its SHA-256 is not the one it names. Take the file that the session wrote.");
        }
        catch (JsonException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"{path}: not a {What}: {exception.Message}", exception);
        }
    }

    /// <summary>The same with its hash.</summary>
    public JointPartFile Sealed() => this with { Sha256 = Hash() };

    /// <summary>The party's half as scoring takes it.</summary>
    /// <param name="path">Names the file in messages.</param>
    /// <exception cref="HarnessException">Its numbers do not fit together; exit code 2.</exception>
    public JointHalf ToHalf(string path)
    {
        string what = $"{path}: the {What} does not fit together";
        if (FillValues.Count != Part.Features.Count || Part.ScaleMeans.Count != Part.Features.Count || Part.ScaleDeviations.Count != Part.Features.Count || Part.Features.Distinct(StringComparer.Ordinal).Count() != Part.Features.Count)
        {
            throw new HarnessException(ExitCode.Usage, $"{what}: {Part.Features.Count} features need names of their own, and as many fill values, means and deviations.");
        }

        try
        {
            return new JointHalf(
                Convert.FromHexString(Session),
                [.. Parties.Select(party => new PartyId(party))],
                new JointPart(
                    new PartyId(Part.Party), Part.Features, Part.Intercept, Part.Coefficients, Part.InterceptStandardError, Part.StandardErrors, new Standardisation([.. Part.ScaleMeans], [.. Part.ScaleDeviations])));
        }
        catch (ArgumentException exception)
        {
            throw HarnessException.Usage(what, exception);
        }
        catch (FormatException exception)
        {
            throw new HarnessException(ExitCode.Usage, $"{what}: {exception.Message}", exception);
        }
    }

    private string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { Sha256 = null }, HostingJson.Default.JointPartFile)));
}
