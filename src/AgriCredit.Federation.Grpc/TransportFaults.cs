using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Says in plain words why a call did not get through, and whether another could.</summary>
internal static class TransportFaults
{
    /// <summary>Whether a call failed on its way, and not by an answer of the coordinator's: whoever calls may try again. gRPC calls some of these internal errors.</summary>
    public static bool IsLostConnection(RpcException exception) =>
        exception.StatusCode == StatusCode.Unavailable
        || (exception.StatusCode == StatusCode.Internal && exception.Status.DebugException is HttpRequestException or IOException or ObjectDisposedException);

    /// <summary>The end of a sentence about the coordinator.</summary>
    public static string Describe(RpcException exception) => exception.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "has a name that does not resolve",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "cannot be reached: nothing listens there",
        HttpProtocolException => "broke the connection off, or answers nothing on it any more",

        // The client may be about to write when the server hangs up, and then finds its own TLS stream disposed of: one in ten refused certificates shows so.
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.OperationAborted or SocketError.Shutdown }
            or IOException or HttpRequestException or AuthenticationException or ObjectDisposedException =>
            "closed the connection: it does not accept this party's certificate, or it stopped",
        SocketException socket => $"cannot be reached: {socket.Message}",
        RpcException rpc => $"cannot be reached ({rpc.StatusCode}: {rpc.Status.Detail})",
        Exception other => $"cannot be reached: {other.Message}",
    };
}
