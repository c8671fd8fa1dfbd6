using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AgriCredit.Federation.Grpc;

/// <summary>The TLS side of a member: its certificate, and whose certificates it accepts.</summary>
/// <remarks>A peer must present a certificate that is pinned in the roster, is within its validity, and chains to one of the authorities; host names play no part.</remarks>
public sealed class TransportSecurity
{
    /// <summary>Both ends speak TLS 1.3 and nothing older.</summary>
    internal const SslProtocols Protocols = SslProtocols.Tls13;

    private readonly X509Certificate2[] _authorities;

    /// <summary>Describes a member's TLS side.</summary>
    /// <param name="certificate">The member's certificate with its private key.</param>
    /// <param name="roster">The pinned certificates.</param>
    /// <param name="authorities">The certificate authorities of the federation: roots, and those between them and the members.</param>
    public TransportSecurity(X509Certificate2 certificate, Roster roster, IReadOnlyList<X509Certificate2> authorities)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(authorities);
        Certificate = certificate;
        Roster = roster;
        _authorities = [.. authorities];
    }

    internal X509Certificate2 Certificate { get; }

    internal Roster Roster { get; }

    /// <summary>The member that a presented certificate belongs to; null when it is to be refused.</summary>
    internal PartyId? Accept(X509Certificate? presented)
    {
        if (presented is not X509Certificate2 certificate || Roster.FindByCertificate(certificate) is not { } member)
        {
            return null;
        }

        return CertificateChain.FindFault(certificate, _authorities, TimeProvider.System) is null ? member : null;
    }

    internal SslClientAuthenticationOptions ClientOptions() => new()
    {
        EnabledSslProtocols = Protocols,
        ClientCertificates = [Certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificate,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Accept(certificate) == Roster.Coordinator,
    };
}
