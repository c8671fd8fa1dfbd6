using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AgriCredit.Privacy;

/// <summary>Rebuilds self masks from the shares of one set of holders, and checks that all shares given agree.</summary>
/// <remarks>
/// What depends on the holders alone is computed once, for the masks of all parties. The first t shares give the polynomials; every further share must lie on them. The check
/// is exact: fewer than k - t + 1 wrong shares among k never pass. Thread-safe.
/// </remarks>
public sealed class ShareInterpolation
{
    internal const int SmallestThreshold = 2;
    private readonly int[] _holders;

    /// <summary>Rows of t coefficients: the first for the value at 0, then one for the value at each holder after the first t.</summary>
    private readonly ulong[] _coefficients;

    /// <summary>Prepares the coefficients for a set of holders.</summary>
    /// <param name="threshold">t, at least 2.</param>
    /// <param name="holders">The holders whose shares will be given, at least t: their places in the round's list of parties, from 1, each once, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is below 2.</exception>
    /// <exception cref="ArgumentException">There are fewer than t holders, one is below 1, or one is listed twice.</exception>
    public ShareInterpolation(int threshold, IReadOnlyList<int> holders)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, SmallestThreshold);
        ArgumentNullException.ThrowIfNull(holders);
        if (holders.Count < threshold)
        {
            throw new ArgumentException($"A mask shared with threshold {threshold} needs as many holders; got {holders.Count}.", nameof(holders));
        }

        if (holders.Any(holder => holder < 1) || holders.Distinct().Count() != holders.Count)
        {
            throw new ArgumentException("Holders are places from 1, each listed once.", nameof(holders));
        }

        Threshold = threshold;
        _holders = [.. holders];
        ulong[] points = [.. holders.Select(holder => (ulong)holder)];
        ReadOnlySpan<ulong> first = points.AsSpan(0, threshold);
        ulong[] weights = Shamir.BarycentricWeights<Field61>(first);
        _coefficients = new ulong[(points.Length - threshold + 1) * threshold];
        for (int row = 0; row <= points.Length - threshold; row++)
        {
            ulong target = row == 0 ? 0 : points[threshold + row - 1];
            Shamir.LagrangeCoefficients<Field61>(first, weights, target, _coefficients.AsSpan(row * threshold, threshold));
        }
    }

    /// <summary>t: how many shares give a mask.</summary>
    public int Threshold { get; }

    /// <summary>The holders, in the order in which their shares are given.</summary>
    public IReadOnlyList<int> Holders => _holders;

    /// <summary>Rebuilds one party's mask.</summary>
    /// <param name="shares">A share of each holder, in their order.</param>
    /// <returns>The mask; or null when a share does not have the form of its holder's share, or the shares do not all lie on one polynomial of degree t - 1.</returns>
    /// <exception cref="ArgumentException">There is not one share for each holder.</exception>
    public SelfMask? Recover(IReadOnlyList<ReadOnlyMemory<byte>> shares)
    {
        RequireOneEach(shares);
        for (int index = 0; index < _holders.Length; index++)
        {
            if (!SelfMask.IsShare(shares[index].Span, _holders[index]))
            {
                return null;
            }
        }

        // The values on one polynomial after the other.
        int count = _holders.Length;
        using var memory = new SecretBytes(SelfMask.Elements * count * sizeof(ulong));
        Span<ulong> values = MemoryMarshal.Cast<byte, ulong>(memory.Span);
        for (int index = 0; index < count; index++)
        {
            for (int element = 0; element < SelfMask.Elements; element++)
            {
                values[(element * count) + index] = SelfMask.Value(shares[index].Span, element);
            }
        }

        var secret = new SecretBytes(SelfMask.Elements * sizeof(ulong));
        ulong difference = 0;
        for (int element = 0; element < SelfMask.Elements; element++)
        {
            ReadOnlySpan<ulong> given = values.Slice(element * count, count);
            BinaryPrimitives.WriteUInt64LittleEndian(secret.Span[(element * sizeof(ulong))..], Shamir.Combine<Field61>(Row(0), given[..Threshold]));
            for (int row = 1; row <= count - Threshold; row++)
            {
                difference |= Shamir.Combine<Field61>(Row(row), given[..Threshold]) ^ given[Threshold + row - 1];
            }
        }

        if (difference != 0)
        {
            secret.Dispose();
            return null;
        }

        return new SelfMask(secret);
    }

    /// <summary>Names the holder whose share of one party's mask is wrong, when it is one alone.</summary>
    /// <param name="shares">A share of each holder, in their order.</param>
    /// <returns>The holder, as it was listed; or null when nothing is wrong, or more than one share is, or too few were given to tell: t + 2 for a share of the right form.</returns>
    /// <exception cref="ArgumentException">There is not one share for each holder.</exception>
    /// <remarks>Of t + 2 shares, two sets of t + 1 that agree have t in common, so they are on one polynomial and nothing is wrong: at most one share left out can make the rest
    /// agree. The holder named is the culprit as long as fewer than k - t of the k shares are wrong. Tries each in turn, for only a party that cheats makes anybody do so.</remarks>
    public int? FindCorrupt(IReadOnlyList<ReadOnlyMemory<byte>> shares)
    {
        RequireOneEach(shares);
        int[] malformed = [.. Enumerable.Range(0, _holders.Length).Where(index => !SelfMask.IsShare(shares[index].Span, _holders[index]))];
        if (malformed.Length > 1 || _holders.Length == Threshold || (malformed.Length == 0 && _holders.Length == Threshold + 1) || IsRecovered(this, shares))
        {
            return null;
        }

        foreach (int index in malformed.Length == 1 ? malformed : Enumerable.Range(0, _holders.Length))
        {
            var others = new ShareInterpolation(Threshold, [.. _holders.Where((_, other) => other != index)]);
            if (IsRecovered(others, [.. shares.Where((_, other) => other != index)]))
            {
                return _holders[index];
            }
        }

        return null;
    }

    private static bool IsRecovered(ShareInterpolation interpolation, IReadOnlyList<ReadOnlyMemory<byte>> shares)
    {
        using SelfMask? mask = interpolation.Recover(shares);
        return mask is not null;
    }

    private ReadOnlySpan<ulong> Row(int row) => _coefficients.AsSpan(row * Threshold, Threshold);

    private void RequireOneEach(IReadOnlyList<ReadOnlyMemory<byte>> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Count != _holders.Length)
        {
            throw new ArgumentException($"Expected a share of each of {_holders.Length} holders; got {shares.Count}.", nameof(shares));
        }
    }
}
