using System.Runtime.InteropServices;
using AgriCredit.Learning;
using Google.Protobuf;

namespace AgriCredit.Federation.Tests;

/// <summary>What arrives at the coordinator: every byte is recorded, and only noise may be found in it.</summary>
public class CoordinatorViewTests
{
    /// <summary>The chance that one chi-square of 255 degrees of freedom exceeds this is 1.3e-12 (Wilson and Hilferty, z = 7); fewer than 700 are taken, so a false alarm is rarer than 1e-9.</summary>
    private const double Threshold = 447;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaskedInputsOfAllButOne_AreUniform(bool onePartyHasZerosOnly)
    {
        Dataset[] rows = SyntheticRows.Split(SyntheticRows.Make(1500, 40, 3), 3, 3);
        if (onePartyHasZerosOnly)
        {
            // One row of zeros: nearly every sum of this party is zero in the clear.
            rows[0] = new Dataset(rows[0].FeatureNames, [.. rows[0].FeatureNames.Select(_ => new double[1])], [0]);
        }

        List<Envelope> seen = await RecordAsync(rows);
        ulong[][] inputs = [.. Enumerable.Range(0, 3).Select(party => Inputs(seen, $"bank-{party}"))];
        Assert.All(inputs, words => Assert.True(words.Length > 4000, $"Only {words.Length} words were seen."));
        foreach (ulong[] words in inputs)
        {
            AssertUniform(words);
        }

        // Two of three together: neither their sum nor their difference loses the mask they share with the third.
        for (int a = 0; a < 3; a++)
        {
            int b = (a + 1) % 3;
            AssertUniform([.. inputs[a].Zip(inputs[b], (x, y) => unchecked(x + y))]);
            AssertUniform([.. inputs[a].Zip(inputs[b], (x, y) => unchecked(x - y))]);
        }

        // All three are what the coordinator may learn, and that is far from uniform: the test can fail.
        ulong[] all = [.. inputs[0].Zip(inputs[1], (x, y) => unchecked(x + y)).Zip(inputs[2], (x, y) => unchecked(x + y))];
        Assert.True(ChiSquare(all, position: 7) > Threshold);
    }

    [Fact]
    public async Task SameInputs_LookUnrelatedInAnotherSessionAndRound()
    {
        Dataset[] rows = SyntheticRows.Split(SyntheticRows.Make(600, 20, 3), 3, 3);
        List<Envelope> first = await RecordAsync(rows);
        List<Envelope> second = await RecordAsync(rows);
        foreach (Envelope input in first.Where(envelope => envelope.Kind == MessageKind.MaskedInput))
        {
            Envelope again = second.Single(envelope => envelope.Kind == MessageKind.MaskedInput && envelope.Round == input.Round && envelope.Sender == input.Sender);
            AssertUnrelated(Words(input), Words(again));
            Envelope? next = first.Find(envelope => envelope.Kind == MessageKind.MaskedInput && envelope.Round == input.Round + 1 && envelope.Sender == input.Sender);
            if (next is not null)
            {
                AssertUnrelated(Words(input), Words(next));
            }
        }
    }

    [Fact]
    public async Task PlainCountsAndSums_NeverAppear()
    {
        const int Distinctive = 54_321;
        Dataset large = SyntheticRows.Make(Distinctive, 1, 4);
        Dataset[] rows = [SyntheticRows.Make(300, 1, 5), large, SyntheticRows.Make(200, 1, 6)];
        List<Envelope> seen = await RecordAsync(rows);
        double sum = 0;
        foreach (double value in large.Column(0))
        {
            sum += value;
        }

        foreach (Envelope envelope in seen)
        {
            ReadOnlySpan<byte> bytes = envelope.Wire.ToByteArray();
            foreach (byte[] plain in new[]
            {
                BitConverter.GetBytes((long)Distinctive),
                BitConverter.GetBytes((double)Distinctive),
                BitConverter.GetBytes((long)large.DefaultCount),
                BitConverter.GetBytes((double)large.DefaultCount),
                BitConverter.GetBytes(sum),
                System.Text.Encoding.ASCII.GetBytes("54321"),
            })
            {
                Assert.True(bytes.IndexOf(plain) < 0, $"{envelope} holds a plain number.");
            }
        }
    }

    [Fact]
    public async Task CoordinatorSeesNoMoreThanTheListedMessages()
    {
        List<Envelope> seen = await RecordAsync(SyntheticRows.Three());
        Assert.Equal(
            [MessageKind.Declaration, MessageKind.KeyAdvert, MessageKind.GroupKeyOffer, MessageKind.Ready, MessageKind.MaskedInput, MessageKind.Complete],
            seen.Select(envelope => envelope.Kind).Distinct());
        foreach (Envelope declaration in seen.Where(envelope => envelope.Kind == MessageKind.Declaration))
        {
            Wire.Declaration declared = Wire.Declaration.Parser.ParseFrom(declaration.Payload.Span);
            Assert.Equal(7U, declared.RowsExponent);
        }

        // The group key travels in boxes of 32 bytes and a tag, from the drawing party alone.
        Wire.GroupKeyOffer[] offers = [.. seen.Where(envelope => envelope.Kind == MessageKind.GroupKeyOffer).Select(envelope => Wire.GroupKeyOffer.Parser.ParseFrom(envelope.Payload.Span))];
        Assert.Equal([0, 0, 2], offers.Select(offer => offer.Boxes.Count).Order());
        Wire.GroupKeyOffer drawn = offers.Single(offer => offer.Boxes.Count > 0);
        Assert.All(drawn.Boxes, box => Assert.Equal(48, box.Content.Length));
        Assert.NotEqual(drawn.Boxes[0].Content, drawn.Boxes[1].Content);
    }

    private static async Task<List<Envelope>> RecordAsync(Dataset[] rows)
    {
        using var federation = new InMemoryFederation(rows, Terms.With(new TrainingOptions { L2 = 0.01 }));
        var seen = new List<Envelope>();
        SessionOutcome outcome = await federation.RunAsync((_, inner) => new TamperingChannel(inner, sent =>
        {
            lock (seen)
            {
                seen.Add(sent);
            }

            return sent;
        }));
        Assert.True(outcome.IsFinished, outcome.Failure?.ToString());
        return seen;
    }

    private static ulong[] Inputs(IEnumerable<Envelope> seen, string party) =>
        [.. seen.Where(envelope => envelope.Kind == MessageKind.MaskedInput && envelope.Sender == party).OrderBy(envelope => envelope.Round).SelectMany(Words)];

    private static ulong[] Words(Envelope input) => Forgery.Words(Wire.MaskedInput.Parser.ParseFrom(input.Payload.Span).Words);

    private static void AssertUniform(ulong[] words)
    {
        for (int position = 0; position < sizeof(ulong); position++)
        {
            double chiSquare = ChiSquare(words, position);
            Assert.True(chiSquare < Threshold, $"Byte {position} has a chi-square of {chiSquare}.");
        }
    }

    /// <summary>Of one byte of every word against the uniform distribution, 255 degrees of freedom.</summary>
    private static double ChiSquare(ulong[] words, int position)
    {
        int[] counts = new int[256];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words.AsSpan());
        for (int i = position; i < bytes.Length; i += sizeof(ulong))
        {
            counts[bytes[i]]++;
        }

        double expected = words.Length / 256.0;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    private static void AssertUnrelated(ulong[] first, ulong[] second)
    {
        // Words of 64 bits that agree by chance: never in the life of the test.
        for (int i = 0; i < Math.Min(first.Length, second.Length); i++)
        {
            Assert.NotEqual(first[i], second[i]);
        }
    }
}
