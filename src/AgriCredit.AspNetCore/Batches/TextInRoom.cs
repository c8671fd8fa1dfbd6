using System.Globalization;
using System.Runtime.CompilerServices;

namespace AgriCredit.AspNetCore;

/// <summary>Text in room that was made for all of it at once.</summary>
/// <param name="room">Has room.</param>
internal ref struct TextInRoom(Span<byte> room)
{
    /// <summary>The most bytes of a whole number.</summary>
    internal const int RoomOfLong = 20;

    private readonly Span<byte> _room = room;

    internal int Length { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_room[Length..]);
        Length += text.Length;
    }

    /// <summary>Adds a number as the shortest text that reads back to the same double; into <see cref="ShortestDecimal.Room"/> bytes.</summary>
    internal void Add(double value) => Length += ShortestDecimal.Write(value, _room[Length..]);

    internal void Add(long value)
    {
        value.TryFormat(_room[Length..], out int written, provider: CultureInfo.InvariantCulture);
        Length += written;
    }
}
