namespace AgriCredit.AspNetCore;

/// <summary>Rows as lines: JSON has no line feed within a text. A row's number is that of its line; empty lines are passed over.</summary>
internal sealed class LineFramer : RowFramer
{
    private bool _isPassingOver;

    internal LineFramer(int longestRow)
        : base(longestRow)
    {
    }

    internal override bool TryNext(ReadOnlySpan<byte> data, bool isLast, ref int position, out RowExtent row)
    {
        while (position < data.Length)
        {
            ReadOnlySpan<byte> rest = data[position..];
            int length = rest.IndexOf((byte)'\n');
            if (length < 0 && !isLast)
            {
                return PassOver(rest, ref position, out row);
            }

            int start = position;
            length = length < 0 ? rest.Length : length;
            position = Math.Min(data.Length, start + length + 1);
            if (_isPassingOver)
            {
                _isPassingOver = false;
            }
            else if (rest[..length].IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                NextNumber++;
            }
            else
            {
                row = Row(start, length);
                return true;
            }
        }

        row = default;
        return false;
    }

    // A line that is too long is told once, and forgotten up to its end.
    private bool PassOver(ReadOnlySpan<byte> rest, ref int position, out RowExtent row)
    {
        row = default;
        if (rest.Length <= LongestRow)
        {
            return false;
        }

        position += rest.Length;
        bool isFirst = !_isPassingOver;
        _isPassingOver = true;
        if (isFirst)
        {
            row = Row(position, rest.Length);
        }

        return isFirst;
    }
}
