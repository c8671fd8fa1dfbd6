using System.Buffers;

namespace AgriCredit.AspNetCore;

/// <summary>Rows as the elements of one JSON array: finds their ends by brackets and quotes alone.</summary>
internal sealed class ArrayFramer : RowFramer
{
    private const byte Open = (byte)'[';
    private const byte Close = (byte)']';
    private const byte Comma = (byte)',';

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"[]{}"u8);
    private static readonly SearchValues<byte> QuoteOrEscape = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> EndsOfWord = SearchValues.Create(",]} \t\r\n"u8);

    private Expected _expected = Expected.Open;

    internal ArrayFramer(int longestRow)
        : base(longestRow)
    {
    }

    private enum Expected
    {
        Open,
        FirstOrClose,
        Row,
        CommaOrClose,
        Nothing,
    }

    internal override bool TryNext(ReadOnlySpan<byte> data, bool isLast, ref int position, out RowExtent row)
    {
        row = default;
        while (Broken is null)
        {
            int skipped = data[position..].IndexOfAnyExcept(" \t\r\n"u8);
            position = skipped < 0 ? data.Length : position + skipped;
            if (position == data.Length)
            {
                Broken = isLast && _expected != Expected.Nothing ? "the body ends before the array does" : null;
                return false;
            }

            byte next = data[position];
            if (_expected == Expected.Row || (_expected == Expected.FirstOrClose && next != Close))
            {
                return TryRow(data, isLast, ref position, out row);
            }

            (_expected, Broken) = (_expected, next) switch
            {
                (Expected.Open, Open) => (Expected.FirstOrClose, (string?)null),
                (Expected.FirstOrClose or Expected.CommaOrClose, Close) => (Expected.Nothing, null),
                (Expected.CommaOrClose, Comma) => (Expected.Row, null),
                (Expected.Open, _) => (_expected, "the body does not begin with '['"),
                (Expected.Nothing, _) => (_expected, "something follows the array"),
                _ => (_expected, "there is neither ',' nor ']' after a row"),
            };
            position++;
        }

        return false;
    }

    private bool TryRow(ReadOnlySpan<byte> data, bool isLast, ref int position, out RowExtent row)
    {
        row = default;
        int length = LengthOf(data[position..], isLast);
        if (length == 0)
        {
            Broken = "there is no row where one should be";
        }
        else if (length < 0)
        {
            Broken = isLast ? "the body ends within a row" : data.Length - position > LongestRow ? $"a row has more than {LongestRow} bytes" : null;
        }
        else
        {
            row = Row(position, length);
            position += length;
            _expected = Expected.CommaOrClose;
            return true;
        }

        return false;
    }

    // -1: its end has not arrived.
    private static int LengthOf(ReadOnlySpan<byte> data, bool isLast)
    {
        if (data[0] is not ((byte)'{' or Open or (byte)'"'))
        {
            int end = data.IndexOfAny(EndsOfWord);
            return end >= 0 ? end : isLast ? data.Length : -1;
        }

        int depth = 0;
        int position = 0;
        while (true)
        {
            int next = data[position..].IndexOfAny(Structure);
            if (next < 0)
            {
                return -1;
            }

            position += next;
            switch (data[position])
            {
                case (byte)'"':
                    int length = TextLength(data[position..]);
                    if (length < 0)
                    {
                        return -1;
                    }

                    position += length;
                    break;
                case (byte)'{' or Open:
                    depth++;
                    position++;
                    break;
                default:
                    depth--;
                    position++;
                    break;
            }

            if (depth <= 0)
            {
                return position;
            }
        }
    }

    private static int TextLength(ReadOnlySpan<byte> data)
    {
        int position = 1;
        while (true)
        {
            int next = position < data.Length ? data[position..].IndexOfAny(QuoteOrEscape) : -1;
            if (next < 0)
            {
                return -1;
            }

            position += next;
            if (data[position] == '"')
            {
                return position + 1;
            }

            position += 2;
        }
    }
}
