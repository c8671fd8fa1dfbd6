using Grpc.Core;

namespace AgriCredit.Federation.Grpc;

/// <summary>Why the relay closes a member's stream.</summary>
internal sealed record RelayRefusal(StatusCode Code, string Reason)
{
    public static RelayRefusal Malformed(string reason) => new(StatusCode.InvalidArgument, reason);

    public static RelayRefusal TooLarge(string reason) => new(StatusCode.ResourceExhausted, reason);

    public RpcException ToException() => new(new Status(Code, Reason));
}
