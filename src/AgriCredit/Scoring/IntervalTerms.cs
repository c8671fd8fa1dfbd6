using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgriCredit;

/// <summary>What values add to the logit by the interval, special code or missing bin that takes them: four inputs at a time, without a branch on a value.</summary>
/// <remarks>Gives what <see cref="Term.Evaluate"/> gives, bit for bit: both look the same numbers up.</remarks>
internal sealed class IntervalTerms
{
    /// <summary>In place of a bin: the value is refused, or missing.</summary>
    internal const int Refused = -2;
    internal const int Missing = -1;

    private const int Lanes = 4;

    // What an input has more than the others of its group, the others look at in vain.
    private const int MostCuts = 32;
    private const int MostCodes = 8;

    private readonly int _inputs;
    private readonly Group[] _groups;

    // Of each group, lane by lane: lowest, highest, then cuts and codes, NaN where an input has fewer.
    private readonly double[] _limits;

    // Of each group, lane by lane: where in the table the first interval is, the first code, NaN for what is refused, and what is missing.
    private readonly long[] _starts;
    private readonly double[] _table;

    /// <param name="terms">All terms of a model; those that are none of these are left out.</param>
    internal IntervalTerms(Term[] terms)
    {
        int[] own = [.. Enumerable.Range(0, terms.Length).Where(input => IsOne(terms[input]))];
        var groups = new List<Group>();
        var limits = new List<double>();
        var starts = new List<long>();
        var table = new List<double>();
        var taken = new List<(int Input, int Bin)>();
        foreach (int[] chunk in own.Chunk(Lanes))
        {
            // The last group's spare lanes do the last input's work again.
            int[] inputs = [.. chunk, .. Enumerable.Repeat(chunk[^1], Lanes - chunk.Length)];
            WoeTransform[] bins = [.. inputs.Select(input => terms[input].Bins!)];
            int cuts = bins.Max(bin => bin.Cuts.Length);
            int codes = bins.Max(bin => bin.Codes.Length);
            groups.Add(new Group(inputs[0], inputs[1], inputs[2], inputs[3], limits.Count, cuts, codes));
            limits.AddRange(inputs.Select(input => terms[input].Lowest));
            limits.AddRange(inputs.Select(input => terms[input].Highest));
            for (int cut = 0; cut < cuts; cut++)
            {
                limits.AddRange(bins.Select(bin => cut < bin.Cuts.Length ? bin.Cuts[cut] : double.NaN));
            }

            for (int code = 0; code < codes; code++)
            {
                limits.AddRange(bins.Select(bin => code < bin.Codes.Length ? bin.Codes[code] : double.NaN));
            }

            long[,] places = new long[Lanes, 4];
            for (int lane = 0; lane < Lanes; lane++)
            {
                Term term = terms[inputs[lane]];
                places[lane, 0] = table.Count;
                taken.AddRange(Enumerable.Range(0, bins[lane].IntervalCount).Select(bin => (inputs[lane], bin)));
                places[lane, 1] = taken.Count;
                taken.AddRange(Enumerable.Range(0, bins[lane].Codes.Length).Select(code => (inputs[lane], bins[lane].BinOfCode(code))));
                table.AddRange(taken.Skip(table.Count).Select(place => term.Contribution(place.Bin)));
                places[lane, 2] = table.Count;
                table.Add(double.NaN);
                places[lane, 3] = table.Count;
                table.Add(term.WhenMissing);
                taken.AddRange([(inputs[lane], Refused), (inputs[lane], Missing)]);
            }

            starts.AddRange(Enumerable.Range(0, places.Length).Select(place => places[place % Lanes, place / Lanes]));
        }

        (_inputs, _groups, _limits, _starts, _table, Places) = (terms.Length, [.. groups], [.. limits], [.. starts], [.. table], taken);
    }

    /// <summary>What is found at each place: of which input, and in which bin.</summary>
    internal IReadOnlyList<(int Input, int Bin)> Places { get; }

    /// <summary>Whether a term is one of these: it has intervals, and neither many cuts nor many special codes.</summary>
    internal static bool IsOne(Term term) => term is { HasIntervals: true, Bins: { Cuts.Length: <= MostCuts, Codes.Length: <= MostCodes } };

    /// <summary>Writes what the values of these inputs add to the logit; NaN where a value is refused.</summary>
    /// <param name="values">One raw value for each input of the model.</param>
    /// <param name="contributions">As many.</param>
    /// <param name="places">Receives where among <see cref="Places"/> each of these inputs is; as many.</param>
    internal void Evaluate(ReadOnlySpan<double> values, Span<double> contributions, Span<int> places)
    {
        // Slices, as the loop has no other bounds.
        ref double first = ref MemoryMarshal.GetReference(values[.._inputs]);
        ref double contribution = ref MemoryMarshal.GetReference(contributions[.._inputs]);
        ref int found = ref MemoryMarshal.GetReference(places[.._inputs]);
        ref double limits = ref MemoryMarshal.GetArrayDataReference(_limits);
        ref long starts = ref MemoryMarshal.GetArrayDataReference(_starts);
        ref double table = ref MemoryMarshal.GetArrayDataReference(_table);
        foreach (ref readonly Group group in _groups.AsSpan())
        {
            Vector256<double> value = Vector256.Create(
                Unsafe.Add(ref first, group.First), Unsafe.Add(ref first, group.Second), Unsafe.Add(ref first, group.Third), Unsafe.Add(ref first, group.Fourth));
            Vector256<double> inside = Vector256.GreaterThanOrEqual(value, Vector256.LoadUnsafe(ref limits)) & Vector256.LessThanOrEqual(value, Vector256.LoadUnsafe(ref limits, Lanes));
            limits = ref Unsafe.Add(ref limits, 2 * Lanes);
            Vector256<long> place = Vector256.LoadUnsafe(ref starts);
            for (int cuts = group.Cuts; cuts > 0; cuts = unchecked(cuts - 1))
            {
                // A comparison that holds is minus one.
                place -= Vector256.GreaterThanOrEqual(value, Vector256.LoadUnsafe(ref limits)).AsInt64();
                limits = ref Unsafe.Add(ref limits, Lanes);
            }

            place = Vector256.ConditionalSelect(inside.AsInt64(), place, Vector256.LoadUnsafe(ref starts, 2 * Lanes));
            Vector256<long> code = Vector256.LoadUnsafe(ref starts, Lanes);
            for (int codes = group.Codes; codes > 0; codes = unchecked(codes - 1))
            {
                place = Vector256.ConditionalSelect(Vector256.Equals(value, Vector256.LoadUnsafe(ref limits)).AsInt64(), code, place);
                code += Vector256<long>.One;
                limits = ref Unsafe.Add(ref limits, Lanes);
            }

            place = Vector256.ConditionalSelect(Vector256.Equals(value, value).AsInt64(), place, Vector256.LoadUnsafe(ref starts, 3 * Lanes));
            starts = ref Unsafe.Add(ref starts, 4 * Lanes);
            Vector128<int> four = Vector256.Narrow(place, place).GetLower();
            LookUp(group.First, four[0], ref table, ref contribution, ref found);
            LookUp(group.Second, four[1], ref table, ref contribution, ref found);
            LookUp(group.Third, four[2], ref table, ref contribution, ref found);
            LookUp(group.Fourth, four[3], ref table, ref contribution, ref found);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LookUp(int input, int place, ref double table, ref double contribution, ref int found)
    {
        Unsafe.Add(ref found, input) = place;
        Unsafe.Add(ref contribution, input) = Unsafe.Add(ref table, place);
    }

    private readonly record struct Group(int First, int Second, int Third, int Fourth, int Limits, int Cuts, int Codes);
}
