using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AgriCredit.Privacy;

/// <summary>Whether this processor, with this runtime, computes from public numbers the bits that every other does.</summary>
/// <remarks>Parties multiply public coefficients with shares of full range: one last bit that differs between two of them turns a row into a random word, and each of them alone sees nothing wrong.
/// So all of it, on made-up phases, is compared with a hash that is part of the code. Source: PROTOCOL 5.5 step 3.</remarks>
public static class PublicArithmetic
{
    /// <summary>With vectors of every width, and without any.</summary>
    internal const string ExpectedHash = "e9e71eb76a9b9e6226cb50d46f6a748b6b5320b10c6d0bfaec7ecfd501f7ac1b";

    private const int Rows = 1024;

    /// <summary>Computes and compares; some milliseconds.</summary>
    public static bool HasExpectedBits() => Hash() == ExpectedHash;

    /// <summary>All that the members of a joint fit and of its scores compute from public values in floating point, as one hash.</summary>
    internal static string Hash()
    {
        uint state = 1;
        uint[] phases = Words(Rows);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SigmoidSeries series in (SigmoidSeries[])[SigmoidSeries.Fine, SigmoidSeries.Coarse])
        {
            for (int finerBits = 0; finerBits <= PhaseTable.MostFinerBits; finerBits++)
            {
                uint[] table = new uint[Rows * series.Width];
                PhaseTable.Compute(series, phases, table, finerBits);
                Append<uint>(table);
                uint[] probabilities = new uint[Rows];
                uint[] curvatures = new uint[Rows];
                PhaseTable.Apply(series, phases, Words(table.Length), probabilities, curvatures, addsConstant: true, curvatureScale: 0.8125, finerBits);
                Append<uint>(probabilities);
                Append<uint>(curvatures);
            }
        }

        ulong[] monitor = new ulong[Rows * RangeMonitor.Width];
        RangeMonitor.Compute(phases, monitor);
        Append<ulong>(monitor);
        Append<ulong>([RangeMonitor.Sum(phases, LongWords(monitor.Length), Rows - 3, addsConstant: true)]);
        ulong[] scores = new ulong[Rows * ScoreTable.Width];
        ScoreTable.Compute(phases, scores);
        Append<ulong>(scores);
        ulong[] scored = new ulong[Rows];
        ScoreTable.Apply(phases, LongWords(scores.Length), scored, addsConstant: true);
        Append<ulong>(scored);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append<T>(ReadOnlySpan<T> values)
            where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(values));

        // A simple recurrence, which no release of a runtime changes; its high half, as the low bits have short periods.
        uint[] Words(int count)
        {
            uint[] words = new uint[count];
            for (int i = 0; i < count; i++)
            {
                uint high = Next();
                words[i] = (high & 0xFFFF_0000) | (Next() >> 16);
            }

            return words;
        }

        ulong[] LongWords(int count) => MemoryMarshal.Cast<uint, ulong>(Words(2 * count)).ToArray();

        uint Next() => state = unchecked((state * 1_664_525) + 1_013_904_223);
    }
}
