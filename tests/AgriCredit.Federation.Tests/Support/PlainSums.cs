using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Tests;

/// <summary>The oracle of a session's sums: the parties' encoded values added in the clear, round by round, at the models that follow from what was published.</summary>
internal sealed class PlainSums
{
    private readonly SessionPlan _plan;
    private readonly Dictionary<PartyId, PartyRows> _rows;
    private readonly Dictionary<string, Dictionary<PartyId, ulong[]>> _encoded = new(StringComparer.Ordinal);

    public PlainSums(SessionPlan plan, IEnumerable<PartyOptions> parties)
    {
        _plan = plan;
        _rows = parties.ToDictionary(party => party.Identity.Id, party => new PartyRows(party.Rows));
    }

    /// <summary>Checks that every published sum is, bit for bit, the plain one over the parties that it lists.</summary>
    /// <param name="ends">A Publish or Void for each round, in order from the first.</param>
    /// <returns>Who is in each sum; nobody in a round that was given up.</returns>
    public IReadOnlyList<IReadOnlyList<PartyId>> Check(IEnumerable<Wire.EndedRound> ends)
    {
        var fit = new FederatedFit(_plan, trainer: null);
        var summed = new List<IReadOnlyList<PartyId>>();
        foreach (Wire.EndedRound end in ends)
        {
            Assert.Null(fit.Failure);
            Assert.False(fit.IsFinished);
            if (end.MessageCase == Wire.EndedRound.MessageOneofCase.Void)
            {
                fit.Void(WireReader.ReadParties(Wire.Void.Parser.ParseFrom(end.Void).Missing)!);
                summed.Add([]);
                continue;
            }

            Wire.Publish publish = Wire.Publish.Parser.ParseFrom(end.Publish);
            PartyId[] survivors = [.. publish.Inputs.Select(input => new PartyId(input.Party))];
            ulong[] sum = RingElements.Read(publish.Sum.Span);
            Assert.Equal(Expected(fit, survivors), sum);
            fit.Advance(sum, survivors);
            summed.Add(survivors);
        }

        return summed;
    }

    private ulong[] Expected(FederatedFit fit, PartyId[] survivors)
    {
        string subject = $"{fit.Kind} {Convert.ToHexString(fit.SubjectHash)}";
        if (!_encoded.TryGetValue(subject, out Dictionary<PartyId, ulong[]>? encoded))
        {
            _encoded.Add(subject, encoded = _rows.ToDictionary(party => party.Key, party => Encode(fit, party.Value)));
        }

        ulong[] sum = new ulong[fit.Layout!.Length];
        foreach (PartyId party in survivors)
        {
            for (int index = 0; index < sum.Length; index++)
            {
                sum[index] = unchecked(sum[index] + encoded[party][index]);
            }
        }

        return sum;
    }

    private static ulong[] Encode(FederatedFit fit, PartyRows rows)
    {
        double[] values = new double[fit.Layout!.Length];
        Assert.Null(fit.Contribute(rows, values));
        ulong[] encoded = new ulong[values.Length];
        Assert.Equal(-1, FixedPointEncoding.Encode(values, fit.Layout, encoded));
        return encoded;
    }
}
