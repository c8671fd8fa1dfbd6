namespace AgriCredit.Federation.Grpc;

/// <summary>The kinds of relay.proto, and one for what is none of its frames.</summary>
internal enum RelayFrameKind
{
    Malformed = -1,
    Continue = 0,
    Begin = 1,
    Grant = 2,
    Closed = 3,
    Left = 4,
    Welcome = 5,
    Ping = 6,
    Pong = 7,
}
