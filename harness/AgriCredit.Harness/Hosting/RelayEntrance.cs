using AgriCredit.Federation;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>How a member of a joint fit comes to the relay: over a connection, or directly where the relay is in its own process.</summary>
internal sealed class RelayEntrance
{
    private readonly RelayHost? _own;

    /// <param name="member">The member.</param>
    /// <param name="address">Where the relay is.</param>
    public RelayEntrance(MemberSetup member, Uri address)
    {
        Member = member;
        Address = address;
    }

    /// <param name="member">The member.</param>
    /// <param name="own">The relay in this process.</param>
    public RelayEntrance(MemberSetup member, RelayHost own)
        : this(member, own.Address) => _own = own;

    public MemberSetup Member { get; }

    /// <summary>Where the relay is.</summary>
    public Uri Address { get; }

    /// <summary>Joins the relay.</summary>
    /// <param name="log">Is told when the relay has to be waited for.</param>
    /// <param name="stop">Stops joining.</param>
    /// <exception cref="HarnessException">It cannot be reached, or refused the member; exit code 1.</exception>
    public async Task<IMemberChannel> JoinAsync(HostLog log, CancellationToken stop)
    {
        try
        {
            return _own is not null ? await _own.JoinAsync(Member.Identity.Id, stop) : await GrpcMemberChannel.ConnectAsync(
                Member.Identity.Id,
                Address,
                Member.Security,
                new MemberChannelOptions { ReconnectTimeout = Member.Terms.ReconnectTimeout, Waiting = text => log.Write("waiting", text) },
                stop);
        }
        catch (FederationException exception)
        {
            throw new HarnessException(ExitCode.Failed, exception.Message, exception);
        }
    }
}
