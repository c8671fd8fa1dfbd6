using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using AgriCredit.Federation;

namespace AgriCredit.Harness.Provisioning;

/// <summary>The ids that provisioning gives out, which stand in certificates as common names.</summary>
internal static class MemberName
{
    /// <summary>The longest common name of X.509.</summary>
    public const int MaxLength = 64;

    private const string CommonName = "2.5.4.3";

    /// <summary>Makes an option refuse what cannot be a member's id in a certificate.</summary>
    public static void Require(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && !IsValid(result.Tokens[0].Value))
        {
            result.AddError($"{option.Name}: expected 1 to {MaxLength} characters, none of them '=' or a control character.");
        }
    });

    public static bool IsValid(string id) => PartyId.IsValid(id) && id.Length <= MaxLength && !id.Contains('=', StringComparison.Ordinal);

    public static X500DistinguishedName ToSubject(string id)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(id);
        return builder.Build();
    }

    /// <summary>The common name of a subject; null when there is none.</summary>
    public static string? Of(X500DistinguishedName subject) =>
        subject.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(part => part.GetSingleElementValue())
            .LastOrDefault();
}
