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
        return FindMember(presented, out _);
    }

    /// <summary>What a party connects with.</summary>
    /// <param name="refusal">Told why a server was refused.</param>
    internal SslClientAuthenticationOptions ClientOptions(ServerRefusal refusal) => new()
    {
        EnabledSslProtocols = Protocols,
        ClientCertificates = [Certificate],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => Certificate,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            PartyId? member = FindMember(certificate, out string? fault);
            refusal.Reason = fault ?? (member == Roster.Coordinator ? null : $"showed the certificate of '{member}', which is not the coordinator");
            return refusal.Reason is null;
        },
    };

    private PartyId? FindMember(X509Certificate? presented, out string? fault)
    {
        if (presented is not X509Certificate2 certificate || Roster.FindByCertificate(certificate) is not { } member)
        {
            fault = "showed a certificate that is not in the roster";
            return null;
        }

        fault = CertificateChain.FindFault(certificate, _authorities, TimeProvider.System) is { } reason ? $"showed a certificate that {reason}" : null;
        return fault is null ? member : null;
    }
}
