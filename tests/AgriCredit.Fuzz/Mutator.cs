namespace AgriCredit.Fuzz;

/// <summary>Changes inputs blindly, for runs without an instrumented build; the same for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Telling = [0, 1, 0x7F, 0x80, 0xFF, (byte)'"', (byte)'{', (byte)'[', (byte)'-', (byte)'9', (byte)'\\'];
    private readonly Random _random = new(seed);

    /// <summary>A changed copy of one input, perhaps with a part of another.</summary>
    public byte[] Change(IReadOnlyList<byte[]> inputs)
    {
        List<byte> bytes = [.. inputs[_random.Next(inputs.Count)]];
        for (int change = _random.Next(1, 6); change > 0; change--)
        {
            int at = bytes.Count == 0 ? 0 : _random.Next(bytes.Count);
            int length = Math.Min(_random.Next(1, 17), bytes.Count - at);
            switch (_random.Next(7))
            {
                case 0 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[at] = Telling[_random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes.Insert(at, (byte)_random.Next(256));
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 5:
                    byte[] other = inputs[_random.Next(inputs.Count)];
                    int from = _random.Next(other.Length + 1);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(64), other.Length - from)));
                    break;
                default:
                    for (int index = at; index < at + length; index++)
                    {
                        bytes[index] = (byte)_random.Next(256);
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
