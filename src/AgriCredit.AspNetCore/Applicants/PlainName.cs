using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace AgriCredit.AspNetCore;

/// <summary>A name as most programs write it in front of its value: quoted, and with the colon right behind it.</summary>
internal sealed class PlainName
{
    private readonly byte[] _text;
    private readonly Vector128<byte> _start;
    private readonly Vector128<byte> _isStart;

    /// <summary>Makes a name.</summary>
    /// <param name="name">Without quotes.</param>
    /// <param name="place">The place of the input that it names; behind all others for the id.</param>
    /// <param name="isId">Whether it names the id, whose value nobody reads.</param>
    /// <param name="categories">The bins of the input if it has categories.</param>
    internal PlainName(string name, int place, bool isId, WoeTransform? categories)
    {
        Place = place;
        Categories = categories;
        IsNumber = !isId && categories is null;
        _text = Encoding.UTF8.GetBytes($"\"{name}\":");
        Length = _text.Length;
        byte[] start = new byte[Vector128<byte>.Count];
        _text.AsSpan(0, Math.Min(_text.Length, start.Length)).CopyTo(start);
        _start = Vector128.Create(start);
        _isStart = Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)Math.Min(_text.Length, start.Length)));
        IsPlain = !name.Any(character => character is '"' or '\\' or < ' ');
    }

    /// <summary>Whether JSON writes it as it is; if not, no text is to be compared with it.</summary>
    internal bool IsPlain { get; }

    internal int Place { get; }

    /// <summary>Whether its value is a number, a yes or no.</summary>
    internal bool IsNumber { get; }

    /// <summary>Null where its value is no category.</summary>
    internal WoeTransform? Categories { get; }

    /// <summary>With quotes and colon, in bytes.</summary>
    internal int Length { get; }

    /// <summary>Whether a text starts with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Starts(ReadOnlySpan<byte> text)
    {
        if (text.Length < Vector128<byte>.Count)
        {
            return text.StartsWith(_text);
        }

        return (Vector128.Create(text) & _isStart) == _start && (Length <= Vector128<byte>.Count || text.StartsWith(_text));
    }
}
