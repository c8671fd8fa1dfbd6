namespace AgriCredit.Adversary.Tests;

/// <summary>What a naive party gives.</summary>
internal sealed class NaiveUnmask(int giver)
{
    public int Giver { get; } = giver;

    public Dictionary<int, byte[]> Shares { get; } = [];

    public Dictionary<int, byte[]> Leaves { get; } = [];
}
