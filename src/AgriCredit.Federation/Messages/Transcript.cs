using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AgriCredit.Federation;

/// <summary>The hash chain over all that every party must have seen alike. Parties that were told different things derive different masks.</summary>
/// <remarks>Source: PROTOCOL 1.2.</remarks>
internal static class Transcript
{
    /// <summary>T_0 = H(label || H(SessionPlan) || H(KeyDirectory)).</summary>
    public static byte[] Start(Envelope plan, Envelope directory) => Hash(Labels.Session, plan.PayloadHash, directory.PayloadHash);

    /// <summary>
    /// H(label || T_0 || len32(a) || a || len32(b) || b), a before b in the plan: the salt of the secrets of one pair. Without the ids a party that copies a
    /// peer's public key would give their common peer the same secret twice, and so one mask that is both added and subtracted.
    /// </summary>
    public static byte[] PairSalt(ReadOnlySpan<byte> start, PartyId before, PartyId after) =>
        Hash(Labels.Pair, start.ToArray(), Prefixed(before), Prefixed(after));

    /// <summary>T_r = H(label || T_{r-1} || LE64(r) || LE32(attempt) || H(RoundPlan) || H(Publish)).</summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, Envelope roundPlan, Envelope publish)
    {
        Span<byte> place = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(place, roundPlan.Round);
        BinaryPrimitives.WriteUInt32LittleEndian(place[sizeof(ulong)..], roundPlan.Attempt);
        return Hash(Labels.Round, previous, place, roundPlan.PayloadHash, publish.PayloadHash);
    }

    /// <summary>H(label || T_{r-1} || LE64(r) || LE32(attempt) || H(Void)): T_r of a round that was given up.</summary>
    public static byte[] NextAfterVoid(ReadOnlySpan<byte> previous, Envelope given)
    {
        byte[] place = new byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(place, given.Round);
        BinaryPrimitives.WriteUInt32LittleEndian(place.AsSpan(sizeof(ulong)), given.Attempt);
        return Hash(Labels.Abort, previous.ToArray(), place, given.PayloadHash);
    }

    /// <summary>H(label || H(RoundPlan) || len32(i) || i for each survivor).</summary>
    public static byte[] HashSurvivors(ReadOnlySpan<byte> roundPlanHash, IEnumerable<PartyId> survivors) =>
        Hash(Labels.Survivors, [roundPlanHash.ToArray(), .. survivors.Select(Prefixed)]);

    /// <summary>H(label || the IEEE bytes of the numbers, little-endian).</summary>
    public static byte[] HashNumbers(string label, ReadOnlySpan<double> numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(double)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), numbers[i]);
        }

        return Hash(label, bytes);
    }

    /// <summary>H(label || len32(bank) || bank || id): under what a party remembers that a bank has asked about an applicant.</summary>
    public static byte[] HashApplicant(PartyId bank, string id) => Hash(Labels.Applicant, Prefixed(bank), Encoding.UTF8.GetBytes(id));

    private static byte[] Hash(string label, params ReadOnlySpan<byte[]> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(label));
        foreach (byte[] part in parts)
        {
            hash.AppendData(part);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Prefixed(PartyId party)
    {
        byte[] text = Encoding.UTF8.GetBytes(party.Value);
        byte[] bytes = new byte[sizeof(uint) + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)text.Length);
        text.CopyTo(bytes.AsSpan(sizeof(uint)));
        return bytes;
    }

    private static byte[] Hash(string label, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, byte[] third, byte[] fourth) =>
        Hash(label, first.ToArray(), second.ToArray(), third, fourth);
}
