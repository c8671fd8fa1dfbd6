using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgriCredit;

/// <summary>Finds an applicant's reasons: the groups of features whose points are below those that the model's rules compare them with, most costly first.</summary>
internal sealed class ReasonRanking
{
    /// <summary>What costs no more points is no reason: points are sums of rounded products.</summary>
    internal const double SmallestCost = 1e-6;

    private readonly Characteristic[]? _characteristics;
    private readonly double[] _references = [];

    // What is said about a value by its place among those of the intervals.
    private readonly int[] _textAt = [];
    private readonly int _groups;
    private readonly double _factor;
    private readonly int _maximum;

    internal ReasonRanking(PiecewisePredictor predictor, ScorecardScaling scaling, ReasonRules rules)
    {
        _factor = scaling.Factor;
        _maximum = rules.Maximum;
        string[] names = [.. predictor.Terms.Select(term => term.Input.Feature.Group).Distinct(StringComparer.Ordinal)];
        _groups = names.Length;
        var groups = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        string[] codes = ReasonCatalogue.DefaultCodes([.. predictor.Terms.Select(term => term.Input.Feature)], names);
        if (ReasonReferences.Find(predictor, scaling, rules, out string? fault) is not { } references)
        {
            Fault = fault;
            return;
        }

        int texts = 0;
        _characteristics = [.. predictor.Terms.Select((term, index) =>
        {
            int group = groups[term.Input.Feature.Group];
            var characteristic = new Characteristic(term, group, references[index].Any, references[index].Known, codes[group], texts);
            texts += characteristic.TextCount;
            return characteristic;
        })];
        TextCount = texts;
        _textAt = [.. predictor.Intervals.Places.Select(place => _characteristics[place.Input].TextOf(place.Bin))];
        _references = [.. _characteristics.Select(characteristic => characteristic.Reference)];
    }

    /// <summary>Why the model cannot give reasons, or null.</summary>
    internal string? Fault { get; }

    internal int Maximum => _maximum;

    /// <summary>How many different things the model may say of an applicant.</summary>
    internal int TextCount { get; }

    /// <summary>By input; empty for a model that cannot give reasons.</summary>
    internal IReadOnlyList<Characteristic> Characteristics => _characteristics ?? [];

    /// <summary>Writes the reasons.</summary>
    /// <param name="values">The applicant's raw values.</param>
    /// <param name="contributions">What each adds to the logit.</param>
    /// <param name="places">Where they are found; see <see cref="PiecewisePredictor.Split"/>.</param>
    /// <param name="destination">Receives as many as there are, as it has room for, and as the rules allow.</param>
    /// <returns>How many were written.</returns>
    [SkipLocalsInit]
    internal int Rank(ReadOnlySpan<double> values, ReadOnlySpan<double> contributions, ReadOnlySpan<int> places, Span<ReasonCode> destination)
    {
        Characteristic[] characteristics = _characteristics ?? throw new InvalidOperationException(Fault);
        Span<double> costs = stackalloc double[characteristics.Length];
        Subtract(contributions, _references, costs);
        bool isGrouped = _groups < characteristics.Length;
        Span<int> members = stackalloc int[isGrouped ? _groups : 0];
        if (isGrouped)
        {
            AddUp(costs, members);
        }

        Span<int> ranked = stackalloc int[ReasonRules.LargestMaximum];
        ranked = ranked[..Select(costs[.._groups], ranked[..Math.Min(destination.Length, _maximum)])];
        for (int i = 0; i < ranked.Length; i++)
        {
            int group = ranked[i];
            int member = isGrouped ? members[group] : group;
            Characteristic characteristic = characteristics[member];
            int place = places[member];
            int text = place >= 0 ? _textAt[place] : characteristic.TextOf(values[member], contributions[member]);
            destination[i] = new ReasonCode(characteristic, text, _factor * costs[group]);
        }

        return ranked.Length;
    }

    // By characteristic to by group, in place: groups are numbered as they first come, so that none is behind its first member. Members receives who costs most in each.
    [SkipLocalsInit]
    private void AddUp(Span<double> costs, Span<int> members)
    {
        Characteristic[] characteristics = _characteristics!;
        Span<double> greatest = stackalloc double[_groups];
        int known = 0;
        for (int i = 0; i < characteristics.Length; i++)
        {
            int group = characteristics[i].Group;
            double cost = costs[i];
            if (group == known)
            {
                known++;
                (costs[group], greatest[group], members[group]) = (cost, cost, i);
                continue;
            }

            costs[group] += cost;
            if (cost > greatest[group])
            {
                (greatest[group], members[group]) = (cost, i);
            }
        }
    }

    private static void Subtract(ReadOnlySpan<double> contributions, double[] references, Span<double> costs)
    {
        int i = 0;
        for (; i <= costs.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(contributions[i..]) - new Vector<double>(references, i)).CopyTo(costs[i..]);
        }

        for (; i < costs.Length; i++)
        {
            costs[i] = contributions[i] - references[i];
        }
    }

    // Insertion into a short list: most groups cost less than its last and are passed over. Of two equal costs the earlier group comes first.
    [SkipLocalsInit]
    private int Select(ReadOnlySpan<double> costs, Span<int> ranked)
    {
        // The costs of those in the list, behind one that nobody exceeds.
        Span<double> list = stackalloc double[1 + ReasonRules.LargestMaximum];
        ref double greatest = ref MemoryMarshal.GetReference(list);
        ref int groups = ref MemoryMarshal.GetReference(ranked);
        int room = ranked.Length;
        int count = 0;
        greatest = double.PositiveInfinity;
        double tooLittle = room == 0 ? double.PositiveInfinity : SmallestCost / _factor;
        for (int group = 0; group < costs.Length; group++)
        {
            double cost = costs[group];
            if (!(cost > tooLittle))
            {
                continue;
            }

            unchecked
            {
                int place = count == room ? count - 1 : count++;
                for (; cost > Unsafe.Add(ref greatest, place); place--)
                {
                    Unsafe.Add(ref greatest, place + 1) = Unsafe.Add(ref greatest, place);
                    Unsafe.Add(ref groups, place) = Unsafe.Add(ref groups, place - 1);
                }

                Unsafe.Add(ref greatest, place + 1) = cost;
                Unsafe.Add(ref groups, place) = group;
                if (count == room)
                {
                    tooLittle = Unsafe.Add(ref greatest, count);
                }
            }
        }

        return count;
    }
}
