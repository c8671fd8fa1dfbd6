using System.Security.Cryptography.X509Certificates;

namespace AgriCredit.Federation.Grpc;

/// <summary>Whether a member's certificate is vouched for by the authorities of a federation: one rule for the handshake, for provisioning and for preflight.</summary>
/// <remarks>Nothing is fetched from a network, so revocation is not looked up: a certificate is withdrawn by taking it out of the roster, where each is pinned.</remarks>
public static class CertificateChain
{
    /// <summary>What is wrong with a certificate; null when it chains to an authority and all of the chain is within its validity.</summary>
    /// <param name="certificate">The member's certificate.</param>
    /// <param name="authorities">The federation's authorities: roots, and the intermediate authorities between them and the members.</param>
    /// <param name="clock">The time at which the chain must be valid.</param>
    /// <returns>The fault, as the end of a sentence about the certificate.</returns>
    public static string? FindFault(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> authorities, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(authorities);
        ArgumentNullException.ThrowIfNull(clock);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        foreach (X509Certificate2 authority in authorities)
        {
            // An intermediate authority may lead to a root; it is not one.
            bool isRoot = authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData);
            (isRoot ? chain.ChainPolicy.CustomTrustStore : chain.ChainPolicy.ExtraStore).Add(authority);
        }

        bool sound = chain.Build(certificate);
        string? fault = sound ? null : Describe(certificate, chain);
        foreach (X509ChainElement element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return fault;
    }

    private static string Describe(X509Certificate2 certificate, X509Chain chain)
    {
        X509ChainStatusFlags flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (flags.HasFlag(X509ChainStatusFlags.PartialChain) || flags.HasFlag(X509ChainStatusFlags.UntrustedRoot))
        {
            return "was not issued by an authority of the federation";
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotSignatureValid))
        {
            return "bears a signature that is not its authority's";
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            DateTime now = chain.ChainPolicy.VerificationTime;
            return now > certificate.NotAfter.ToUniversalTime() ? $"expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
                : now < certificate.NotBefore.ToUniversalTime() ? $"is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
                : "has an authority that is outside its validity";
        }

        return $"is not accepted: {string.Join(", ", chain.ChainStatus.Select(status => status.Status))}";
    }
}
