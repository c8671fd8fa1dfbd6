using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace AgriCredit.Federation.Grpc.Tests.Relay;

/// <summary>A relay on the loopback interface, with a bank, a cloud firm and a dealer in its roster.</summary>
internal sealed class RelayUnderTest : IDisposable
{
    public static readonly PartyId Coordinator = new("coordinator");
    public static readonly PartyId Bank = new("bank");
    public static readonly PartyId Cloud = new("cloud");
    public static readonly PartyId Dealer = new("dealer");
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public EphemeralCredentials Credentials { get; } = new(Coordinator, [Bank, Cloud, Dealer], TimeProvider.System);

    public Task<RelayHost> StartAsync(RelayOptions? options = null, int port = 0) => RelayHost.StartAsync(
        new IPEndPoint(IPAddress.Loopback, port), Security(Coordinator), options ?? new RelayOptions(), CancellationToken.None);

    public Task<GrpcMemberChannel> ConnectAsync(RelayHost host, PartyId member, MemberChannelOptions? options = null) =>
        ConnectAsync(host.Address, member, options);

    public Task<GrpcMemberChannel> ConnectAsync(Uri address, PartyId member, MemberChannelOptions? options = null) =>
        GrpcMemberChannel.ConnectAsync(member, address, Security(member), options ?? new MemberChannelOptions(), CancellationToken.None).WaitAsync(Patience);

    /// <summary>A member's stream without the manners of its channel.</summary>
    public RawStream OpenRaw(RelayHost host, PartyId member) => new(host.Address, Security(member));

    public TransportSecurity Security(PartyId member) => Security(Credentials.Identity(member).Certificate);

    public TransportSecurity Security(X509Certificate2 certificate) => new(certificate, Credentials.Roster, [Credentials.Authority]);

    public void Dispose() => Credentials.Dispose();

    public sealed class RawStream : IDisposable
    {
        private readonly GrpcChannel _channel;
        private readonly AsyncDuplexStreamingCall<RelayFrame, RelayFrame> _call;

        public RawStream(Uri address, TransportSecurity security)
        {
            _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler { SslOptions = security.ClientOptions(new ServerRefusal()) },
                DisposeHttpClient = true,
            });
            _call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(RelayCodec.Join((frame, length) => frame.Rent(length)), null, new CallOptions());
        }

        public Task WriteAsync(RelayFrame frame) => _call.RequestStream.WriteAsync(frame).WaitAsync(Patience);

        public async Task<RelayFrame?> ReadAsync() => await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience) ? _call.ResponseStream.Current : null;

        /// <summary>Reads until the relay closes the stream.</summary>
        public async Task<Status> RefusalAsync()
        {
            try
            {
                while (await ReadAsync() is not null)
                {
                }

                return _call.GetStatus();
            }
            catch (RpcException exception)
            {
                return exception.Status;
            }
        }

        public void Dispose()
        {
            _call.Dispose();
            _channel.Dispose();
        }
    }
}
