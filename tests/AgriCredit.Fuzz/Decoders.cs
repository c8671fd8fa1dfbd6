namespace AgriCredit.Fuzz;

/// <summary>All decoders that a peer, a stored file or a person's file can reach.</summary>
internal static class Decoders
{
    public static IReadOnlyList<Decoder> All { get; } = [.. MessageDecoders.All, .. StageDecoders.All, .. StoreDecoders.All, .. FileDecoders.All];

    public static Decoder? Find(string name) => All.FirstOrDefault(decoder => decoder.Name == name);
}
