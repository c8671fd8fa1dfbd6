using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace AgriCredit.Adversary.Tests;

/// <summary>What can be learnt from masked vectors alone.</summary>
public sealed class MaskTests
{
    private const int Length = 1024;
    private const ulong LargestCount = 1 << 20;
    private static readonly byte[] Hash = new byte[32];

    public static TheoryData<string> Bindings => ["round", "attempt", "session", "transcript", "round plan"];

    [Fact]
    [Attack(AttackCatalogue.SeedSearch, Against.Naive)]
    public void SmallSeed_IsFoundAndEverythingIsRead()
    {
        uint seed = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4));
        ulong[] values = [54_321, 4_321, 77_777_777];
        ulong[] masked = [.. values.Select((value, index) => unchecked(value + SmallSeedMask.Word(seed, index)))];

        // A wrong seed makes the first word a plausible count with probability 2^-44: of 2^32 only the right one is expected, with 2^-12 for another.
        IReadOnlyList<uint> found = SmallSeedMask.Search(masked[0], LargestCount);
        Assert.Contains(seed, found);
        uint[] plausible = [.. found.Where(one => unchecked(masked[1] - SmallSeedMask.Word(one, 1)) < LargestCount)];
        Assert.Equal([seed], plausible);
        Assert.Equal(values[2], unchecked(masked[2] - SmallSeedMask.Word(seed, 2)));
    }

    [Fact]
    [Attack(AttackCatalogue.SeedSearch, Against.Ours)]
    public void SearchOverAllSmallSeeds_FindsNothing()
    {
        // The key has 128 bits: a search of this speed, 2^31 a second, would take 5 * 10^21 years.
        ulong[] masked = Masked(new double[] { 54_321, 4_321 });
        Assert.DoesNotContain(SmallSeedMask.Search(masked[0], LargestCount), seed => unchecked(masked[1] - SmallSeedMask.Word(seed, 1)) < LargestCount);
    }

    /// <summary>The same search over keys of AES that are a small seed with zeros: in a window of 2^18 it finds such a key, and none that is ours.</summary>
    [Theory]
    [Attack(AttackCatalogue.SeedSearch, Against.Naive)]
    [Attack(AttackCatalogue.SeedSearch, Against.Ours)]
    [InlineData(true)]
    [InlineData(false)]
    public void SearchOverPaddedKeys_FindsThemOnly(bool padded)
    {
        const uint Window = 1 << 18;
        uint seed = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4)) % Window;
        ulong masked = padded ? unchecked(54_321 + FirstWord(seed)) : Masked(new double[] { 54_321 })[0];
        uint[] found = [.. Enumerable.Range(0, (int)Window).Select(one => (uint)one).Where(one => unchecked(masked - FirstWord(one)) < LargestCount)];
        Assert.Equal(padded ? [seed] : [], found);

        static ulong FirstWord(uint seed)
        {
            Span<byte> key = stackalloc byte[MaskStream.KeyLength];
            key.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(key, seed);
            using MaskStream stream = MaskStream.FromKey(key);
            return NaiveGroup.First(stream);
        }
    }

    [Fact]
    [Attack(AttackCatalogue.SeedSearch, Against.Ours)]
    public void RoundKeys_UseAllTheirBits()
    {
        // 4,096 keys: no bit is the same in all (probability below 2^-4000), and no 32-bit part repeats as often as seeds of 32 bits or fewer than 20 random ones would.
        byte[][] keys = [.. Enumerable.Range(1, 4096).Select(round => Key((ulong)round))];
        for (int bit = 0; bit < 8 * MaskStream.KeyLength; bit++)
        {
            Assert.InRange(keys.Count(key => ((key[bit / 8] >> (bit % 8)) & 1) == 1), 1, keys.Length - 1);
        }

        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());

        static byte[] Key(ulong round)
        {
            using PairSecret pair = Pair();
            using SecretBytes key = pair.RoundKey(new RoundContext(Hash, round, 0, Hash, Hash));
            return key.Export();
        }
    }

    [Fact]
    [Attack(AttackCatalogue.MersenneTwister, Against.Naive)]
    public void TwisterIsRebuilt_FromCoordinatesThatAreZero()
    {
        // A party without a category has zeros in its sums; the seed may have any size.
        var generator = new MersenneTwister(BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4)));
        ulong[] values = [.. new ulong[MersenneTwister.Length / 2], 54_321, 987_654_321];
        ulong[] masked = [.. values.Select(value => unchecked(value + generator.NextWord()))];
        Assert.Equal([54_321UL, 987_654_321UL], Continue(masked));
    }

    [Fact]
    [Attack(AttackCatalogue.MersenneTwister, Against.Ours)]
    public void OurMasks_AreNotPredictedByTheirBeginning()
    {
        ulong[] masked = Masked([.. new double[MersenneTwister.Length / 2], 54_321, 987_654]);
        Assert.All(Continue(masked), word => Assert.True(word > LargestCount));
    }

    [Fact]
    [Attack(AttackCatalogue.MersenneTwister, Against.Ours)]
    public void MaskingCode_KnowsNoOtherGenerator()
    {
        using var file = new PEReader(File.OpenRead(typeof(MaskStream).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        string[] used = [.. metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => metadata.GetString(type.Name))];
        Assert.Contains(nameof(RandomNumberGenerator), used);
        Assert.DoesNotContain(nameof(Random), used);
    }

    [Theory]
    [Attack(AttackCatalogue.MaskReuse, Against.Naive)]
    [MemberData(nameof(Bindings))]
    public void KeyThatLeavesSomethingOut_GivesTheDifference(string left)
    {
        // Whatever else the key binds, here it leaves out what differs between the two vectors.
        using PairSecret pair = Pair();
        ulong[] first = Naive(pair, left, Context(left, other: false), 54_321);
        ulong[] second = Naive(pair, left, Context(left, other: true), 54_000);
        Assert.All(first.Zip(second), words => Assert.Equal(321UL, unchecked(words.First - words.Second)));

        static ulong[] Naive(PairSecret pair, string left, RoundContext context, ulong value)
        {
            var known = new RoundContext(
                left == "session" ? Hash : context.Session,
                left == "round" ? 1 : context.Round,
                left == "attempt" ? 0 : context.Attempt,
                left == "transcript" ? Hash : context.Transcript,
                left == "round plan" ? Hash : context.PlanHash);
            ulong[] words = [.. Enumerable.Repeat(value, Length)];
            using MaskStream stream = pair.OpenRound(known);
            stream.AddTo(0, words);
            return words;
        }
    }

    [Theory]
    [Attack(AttackCatalogue.MaskReuse, Against.Ours)]
    [MemberData(nameof(Bindings))]
    public void AnyOtherPlace_IsAnotherMask(string changed)
    {
        using PairSecret pair = Pair();
        var differences = new List<ulong>();
        for (int repeat = 0; repeat < 16; repeat++)
        {
            ulong[] first = new ulong[Length];
            ulong[] second = new ulong[Length];
            using MaskStream one = pair.OpenRound(Context(changed, other: false));
            using MaskStream two = pair.OpenRound(Context(changed, other: true));
            one.AddTo(0, first);
            two.AddTo(0, second);
            differences.AddRange(first.Zip(second, (a, b) => unchecked(a - b)));
            pair.Ratchet();
        }

        Assert.DoesNotContain(0UL, differences);
        Assert.True(ChiSquare.AreUniform(differences.ToArray()));
    }

    [Fact]
    [Attack(AttackCatalogue.MaskReuse, Against.Ours)]
    public void RatchetedSecret_DerivesNoEarlierMask()
    {
        using PairSecret pair = Pair();
        using SecretBytes before = pair.RoundKey(Context("round", other: false));
        pair.Ratchet();
        using SecretBytes after = pair.RoundKey(Context("round", other: false));
        Assert.False(before.FixedTimeEquals(after));
    }

    [Fact]
    [Attack(AttackCatalogue.BiasedResidues, Against.Naive)]
    public void ReducedWords_ShowTheValue()
    {
        // 32-bit words modulo 3 * 2^30: the lowest quarter comes twice as often. One value masked in many rounds stands where the rise begins.
        const ulong Modulus = 3UL << 30;
        const int Bins = 48;
        const ulong Value = 2_000_000_000;
        long[] counts = new long[Bins];
        for (int round = 0; round < 20_000; round++)
        {
            ulong mask = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4)) % Modulus;
            counts[(Value + mask) % Modulus / (Modulus / Bins)]++;
        }

        Assert.False(ChiSquare.IsUniform(counts));
        int start = Enumerable.Range(0, Bins).MaxBy(bin => Enumerable.Range(0, Bins / 3).Sum(offset => counts[(bin + offset) % Bins]));
        Assert.InRange((double)start * (Modulus / Bins), Value * 0.95, Value * 1.05);
    }

    [Fact]
    [Attack(AttackCatalogue.BiasedResidues, Against.Naive)]
    public void TopValueThatNeverComes_ShowsTheValue()
    {
        // Uniform in [0, p - 1) in place of [0, p): the one residue that never appears is the value less one. A field of 251 elements.
        const int Modulus = 251;
        const int Value = 77;
        bool[] seen = new bool[Modulus];
        for (int round = 0; round < 20_000; round++)
        {
            seen[(Value + RandomNumberGenerator.GetInt32(Modulus - 1)) % Modulus] = true;
        }

        Assert.Equal(Value, (Array.IndexOf(seen, value: false) + 1) % Modulus);
    }

    [Fact]
    [Attack(AttackCatalogue.BiasedResidues, Against.Ours)]
    public void FieldElementsAndRingWords_AreUniform()
    {
        // 64 bins of equal size but for one part in 2^55. Four statistics and eight of bytes: false alarms below 2e-13 a run.
        ulong[] elements = new ulong[1 << 16];
        UniformElements.Draw(elements);
        long[] top = new long[64];
        long[] bottom = new long[64];
        foreach (ulong element in elements)
        {
            Assert.True(element < Field61.Prime);
            top[element >> 55]++;
            bottom[element & 63]++;
        }

        Assert.True(ChiSquare.IsUniform(top));
        Assert.True(ChiSquare.IsUniform(bottom));
        Assert.True(ChiSquare.AreUniform(Masked(new double[1 << 16])));
        long[] tags = new long[64];
        for (int round = 1; round <= 4096; round++)
        {
            tags[MaskedTag((ulong)round) >> 55]++;
        }

        Assert.True(ChiSquare.IsUniform(tags));
    }

    [Fact]
    [Attack(AttackCatalogue.BiasedResidues, Against.Ours)]
    public void TopValueOfTheField_IsAnElementAndThePrimeIsNot()
    {
        ulong[] words = [Field61.Prime - 1, Field61.Prime, ulong.MaxValue - 1, ulong.MaxValue];
        Assert.Equal(2, UniformElements.Accept(words));
        Assert.Equal([Field61.Prime - 1, Field61.Prime - 1], words[..2]);
        Assert.Equal(Field61.Prime - 1, IntegrityTag.FirstElement([Field61.Prime, Field61.Prime - 1]));
        Assert.Null(IntegrityTag.FirstElement([Field61.Prime, ulong.MaxValue]));
        Assert.True(SelfMask.IsShare(Share(Field61.Prime - 1), 1));
        Assert.False(SelfMask.IsShare(Share(Field61.Prime), 1));
        var sum = new MaskedSum(1);
        Assert.True(sum.TryAdd(new byte[8], Field61.Prime - 1));
        Assert.False(sum.TryAdd(new byte[8], Field61.Prime));

        static byte[] Share(ulong value)
        {
            byte[] share = new byte[SelfMask.ShareLength];
            share[0] = 1;
            for (int element = 1; element <= SelfMask.Elements; element++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(share.AsSpan(element * 8), value);
            }

            return share;
        }
    }

    private static ulong[] Continue(ulong[] masked)
    {
        uint[] outputs = [.. masked.Take(MersenneTwister.Length / 2).SelectMany(word => new[] { (uint)(word & uint.MaxValue), (uint)(word >> 32) })];
        MersenneTwister rebuilt = MersenneTwister.After(outputs);
        return [.. masked.Skip(MersenneTwister.Length / 2).Select(word => unchecked(word - rebuilt.NextWord()))];
    }

    private static PairSecret Pair() => new(SecretBytes.Random(32));

    private static RoundContext Context(string changed, bool other)
    {
        byte[] hash = [1, .. new byte[31]];
        return new RoundContext(
            other && changed == "session" ? hash : Hash,
            other && changed == "round" ? 2UL : 1,
            other && changed == "attempt" ? 1U : 0,
            other && changed == "transcript" ? hash : Hash,
            other && changed == "round plan" ? hash : Hash);
    }

    private static ulong[] Masked(double[] values) => Forgery.Words(Google.Protobuf.ByteString.CopyFrom(Vector(values, 1).Words.Span));

    private static ulong MaskedTag(ulong round) => Vector([0], round).Tag;

    private static MaskedVector Vector(double[] values, ulong round)
    {
        using PairSecret peer = Pair();
        using SecretBytes groupKey = SecretBytes.Random(32);
        var layout = new VectorLayout(2, [new VectorPart("x", values.Length, 0, LargestCount)]);
        return MaskedVector.Create(values, layout, new RoundContext(Hash, round, 0, Hash, Hash), groupKey, [], [peer], null, out _)!;
    }
}
