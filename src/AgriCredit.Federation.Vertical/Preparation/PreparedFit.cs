using System.Security.Cryptography;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>What a party's store says of a fit that was dealt for ahead, apart from its seed.</summary>
/// <param name="Pool">The session that prepared it.</param>
/// <param name="Capacity">The rows in common that it suffices for.</param>
/// <param name="Columns">Directions of each party.</param>
/// <param name="HasRidge">Whether the weights are penalised.</param>
/// <param name="Values">At the last party the number of dealt values.</param>
internal sealed record PreparedFit(byte[] Pool, int Capacity, IReadOnlyList<int> Columns, bool HasRidge, int Values)
{
    /// <summary>Of a plan whose members have come to prepare: every feature is a direction, and so is the label holder's intercept.</summary>
    public static PreparedFit Of(JointPlan plan) => new(
        plan.Session.ToArray(),
        (int)plan.Wire.Preparation.Rows,
        [.. plan.Wire.Members.Where(member => !member.Offer.IsDealer).Select(member => member.Offer.Features.Count + (member.Offer.HoldsLabel ? 1 : 0))],
        plan.Wire.Terms.L2 > 0,
        Values: 0);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null where it is something else, or was dealt for another version of the protocol.</summary>
    public static PreparedFit? Parse(byte[] bytes) => WireReader.Parse(Wire.PreparedFit.Parser, bytes) is { Pool.Length: SHA256.HashSizeInBytes, Version: JointPlan.Version } wire
        ? new PreparedFit(wire.Pool.ToByteArray(), (int)wire.Capacity, [.. wire.Directions.Select(columns => (int)columns)], wire.HasRidge, (int)wire.Values)
        : null;

    public byte[] ToBytes()
    {
        var wire = new Wire.PreparedFit { Pool = ByteString.CopyFrom(Pool), Capacity = (uint)Capacity, HasRidge = HasRidge, Values = (uint)Values, Version = JointPlan.Version };
        wire.Directions.AddRange(Columns.Select(columns => (uint)columns));
        return wire.ToByteArray();
    }

    /// <summary>The shape of the fit: blocks as small and passes as many as any data may need.</summary>
    /// <param name="rows">The rows in common; up to <see cref="Capacity"/>.</param>
    public FitShape ToShape(int rows) => new(rows, Columns, FitShape.SmallestBlock, curvatureBitsDropped: 0, HasRidge, FitShape.MostPasses, Capacity);
}
