using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>The parties give each other their parts of the model, when the terms say so.</summary>
internal static class Halves
{
    /// <summary>Sends the own part to all and returns every party's, in the plan's order.</summary>
    public static async Task<IReadOnlyList<JointPart>> ExchangeAsync(JointSession session, JointPart own, CancellationToken cancellationToken)
    {
        byte[] bytes = Write(own).ToByteArray();
        foreach (PartyId party in session.Plan.Parties.Where(party => party != own.Party))
        {
            await session.Link.SendAsync(party, new StepLabel(JointStep.Half), bytes, cancellationToken);
        }

        var parts = new List<JointPart>();
        foreach (PartyId party in session.Plan.Parties)
        {
            parts.Add(party == own.Party ? own : await ReceiveAsync(session, party, cancellationToken));
        }

        return parts;
    }

    private static async Task<JointPart> ReceiveAsync(JointSession session, PartyId party, CancellationToken cancellationToken)
    {
        var label = new StepLabel(JointStep.Half);
        byte[] bytes = await session.Link.ReceiveAsync(party, label, cancellationToken);
        return WireReader.Parse(Wire.JointHalf.Parser, bytes) is { } half && Read(session.Plan, party, half) is { } part ? part : throw SecureLink.Bad(party, label);
    }

    private static Wire.JointHalf Write(JointPart part)
    {
        var half = new Wire.JointHalf();
        half.Features.AddRange(part.Features);
        if (part.Intercept is { } intercept)
        {
            half.Coefficients.Add(intercept);
            half.StandardErrors.Add(part.InterceptStandardError!.Value);
        }

        half.Coefficients.AddRange(part.Coefficients);
        half.StandardErrors.AddRange(part.StandardErrors);
        if (part.Scale is { } scale)
        {
            half.Means.AddRange(scale.Means.ToArray());
            half.StandardDeviations.AddRange(scale.StandardDeviations.ToArray());
        }

        return half;
    }

    private static JointPart? Read(JointPlan plan, PartyId party, Wire.JointHalf half)
    {
        int count = half.Features.Count;
        int first = party == plan.Parties[0] ? 1 : 0;
        int scaled = plan.Wire.Terms.Standardise ? count : 0;
        bool isValid = half.Features.SequenceEqual(plan.Wire.Members[plan.Parties.ToList().IndexOf(party)].Offer.Features)
            && half.Coefficients.Count == count + first
            && half.StandardErrors.Count == count + first
            && half.Means.Count == scaled
            && half.StandardDeviations.Count == scaled
            && half.Coefficients.Concat(half.StandardErrors).Concat(half.Means).Concat(half.StandardDeviations).All(double.IsFinite)
            && half.StandardDeviations.All(deviation => deviation > 0);
        return isValid
            ? new JointPart(
                party,
                [.. half.Features],
                first == 1 ? half.Coefficients[0] : null,
                [.. half.Coefficients.Skip(first)],
                first == 1 ? half.StandardErrors[0] : null,
                [.. half.StandardErrors.Skip(first)],
                scaled == 0 ? null : new Standardisation([.. half.Means], [.. half.StandardDeviations]))
            : null;
    }
}
