using System.Globalization;

namespace AgriCredit.Alignment;

/// <summary>What normalisation needs of Unicode 14.0.0: read from a resource when the first id beyond ASCII comes.</summary>
/// <remarks>
/// Own tables, because <c>string.Normalize</c> returns its input unchanged where globalisation is invariant, as it is in this house, and elsewhere follows the version of ICU on the machine:
/// the two sides would silently miss matches. unicode_tables.py writes the file.
/// </remarks>
internal sealed class UnicodeTables
{
    private const string Resource = "unicode-14.0.txt";
    private static readonly Lazy<UnicodeTables> Loaded = new(() => new UnicodeTables());
    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<int, int> _orders = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private readonly Dictionary<int, int> _upper = [];
    private readonly List<(int First, int Last)> _refused = [];

    private UnicodeTables()
    {
        using Stream stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            Read(line);
        }
    }

    /// <summary>The tables.</summary>
    public static UnicodeTables Instance => Loaded.Value;

    /// <summary>The full compatibility decomposition of a code point that is not a Hangul syllable; empty when it is its own.</summary>
    public ReadOnlySpan<int> Decomposition(int codePoint) => _decompositions.GetValueOrDefault(codePoint);

    /// <summary>The canonical combining class.</summary>
    public int Order(int codePoint) => _orders.GetValueOrDefault(codePoint);

    /// <summary>The primary composite of two code points, Hangul aside; null when there is none.</summary>
    public int? Composition(int first, int second) => _compositions.TryGetValue((first, second), out int composed) ? composed : null;

    /// <summary>The simple upper case, as .NET's invariant casing has it.</summary>
    public int Upper(int codePoint) => _upper.GetValueOrDefault(codePoint, codePoint);

    /// <summary>Whether it is a control or format character, or not assigned.</summary>
    public bool IsRefused(int codePoint)
    {
        int low = 0;
        int high = _refused.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (codePoint < _refused[middle].First)
            {
                high = middle - 1;
            }
            else if (codePoint > _refused[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void Read(string line)
    {
        int[] numbers = line.StartsWith('#') ? [] : [.. line[2..].Split(' ').Select(number => int.Parse(number, NumberStyles.HexNumber))];
        switch (line[0])
        {
            case 'D':
                _decompositions[numbers[0]] = numbers[1..];
                break;
            case 'O':
                _orders[numbers[0]] = int.Parse(line[(line.LastIndexOf(' ') + 1)..]);
                break;
            case 'C':
                _compositions[(numbers[0], numbers[1])] = numbers[2];
                break;
            case 'U':
                _upper[numbers[0]] = numbers[1];
                break;
            case 'R':
                _refused.Add((numbers[0], numbers[1]));
                break;
            default:
                break;
        }
    }
}
