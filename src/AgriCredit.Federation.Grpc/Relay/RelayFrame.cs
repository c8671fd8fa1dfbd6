using System.Buffers;

namespace AgriCredit.Federation.Grpc;

/// <summary>A frame of relay.proto.</summary>
internal sealed class RelayFrame
{
    private byte[]? _rented;

    public RelayFrame(RelayFrameKind kind, string member = "", int length = 0, ReadOnlyMemory<byte> payload = default)
    {
        Kind = kind;
        Member = member;
        Length = length;
        Payload = payload;
    }

    public RelayFrameKind Kind { get; }

    public string Member { get; }

    public int Length { get; }

    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>Gives a frame that was read a buffer of the pool for its payload; <see cref="Return"/> takes it back.</summary>
    public Memory<byte> Rent(int length)
    {
        _rented = ArrayPool<byte>.Shared.Rent(length);
        Memory<byte> payload = _rented.AsMemory(0, length);
        Payload = payload;
        return payload;
    }

    /// <summary>The same payload from, or for, another member; this frame may not be used after.</summary>
    public RelayFrame Readdress(string member)
    {
        var frame = new RelayFrame(Kind, member, Length, Payload) { _rented = _rented };
        _rented = null;
        return frame;
    }

    public void Return()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
