using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>What the parties of joint scoring agree on beforehand; a session begins only where it is the same at all of them.</summary>
public sealed class ScoringTerms
{
    /// <summary>Applicants in one session at most.</summary>
    public const int LargestBatch = 1000;

    /// <summary>Edges of bands at most.</summary>
    public const int LargestEdges = 31;

    /// <summary>Bytes of a request's nonce.</summary>
    internal const int NonceLength = 32;

    private const double LargestEdge = 0.999999;

    /// <summary>Upper ends of the bands, as probabilities of default, increasing: one to <see cref="LargestEdges"/>, from 0.000001 to 0.999999. Empty: the probability itself is released.</summary>
    public IReadOnlyList<double> BandEdges { get; init; } = [];

    /// <summary>What is released.</summary>
    public ScoreRelease Release => BandEdges.Count == 0 ? ScoreRelease.Probability : ScoreRelease.Band;

    /// <summary>The edges on the grid of logits.</summary>
    internal int[] GridEdges => [.. BandEdges.Select(edge => BandTable.Encode(Math.Log(edge / (1 - edge))))];

    /// <summary>What is wrong with the terms; null when nothing is.</summary>
    internal string? Fault()
    {
        if (BandEdges.Count > LargestEdges || BandEdges.Any(edge => !(edge is >= 1 - LargestEdge and <= LargestEdge)))
        {
            return $"Expected up to {LargestEdges} {nameof(BandEdges)}, each from {1 - LargestEdge:G1} to {LargestEdge}.";
        }

        int[] grid = GridEdges;
        return grid.Zip(grid.Skip(1)).Any(pair => pair.First >= pair.Second) ? $"{nameof(BandEdges)} must increase, each by 1/{1 << BandTable.GridBits} of a logit at least." : null;
    }

    internal Wire.JointScoring ToWire(ReadOnlyMemory<byte> model)
    {
        var wire = new Wire.JointScoring { Model = Google.Protobuf.ByteString.CopyFrom(model.Span), Release = ScoringAgreement.Name(Release) };
        wire.Edges.AddRange(GridEdges);
        return wire;
    }
}
