using CsCheck;

namespace AgriCredit.Privacy.Tests;

public sealed class MaskStreamTests
{
    private static readonly byte[] Key = SimulatedRound.Bytes("mask key")[..MaskStream.KeyLength];

    // Positions where a counter byte carries, where the wide loop begins and ends, and the last block there is.
    private static readonly long[] Positions =
        [0, 2, 14, 16, 18, 510, 512, 2 * 65535, 2L * uint.MaxValue, 2L * uint.MaxValue + 2, (1L << 57) - 2, long.MaxValue - 5001 - 4096];

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void AddTo_AtAnyPositionAndLength_IsTheReference(bool portable)
    {
        using MaskStream stream = MaskPaths.Open(Key, portable);
        foreach (long near in Positions)
        {
            long position = near / 2 * 2;
            ulong[] expected = Reference.Stream(Key, position, 70);
            for (int length = 0; length <= expected.Length; length++)
            {
                Assert.Equal(expected[..length], MaskPaths.Words(stream, position, length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void AddTo_LongStreams_AreTheReference(bool portable)
    {
        using MaskStream stream = MaskPaths.Open(Key, portable);
        ulong[] expected = Reference.Stream(Key, 0, 5003);
        foreach (int length in new[] { 511, 512, 513, 1023, 1025, 2047, 2048, 2049, 5000, 5003 })
        {
            Assert.Equal(expected[..length], MaskPaths.Words(stream, 0, length));
        }
    }

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void SubtractFrom_UndoesAddTo(bool portable)
    {
        using MaskStream stream = MaskPaths.Open(Key, portable);
        Gen.Select(Gen.ULong.Array[0, 300], Gen.Long[0, 1L << 40]).Sample((elements, half) =>
        {
            ulong[] work = [.. elements];
            stream.AddTo(2 * half, work);
            stream.SubtractFrom(2 * half, work);
            return work.SequenceEqual(elements);
        });
    }

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void AddTo_WrapsWithoutOverflow(bool portable)
    {
        using MaskStream stream = MaskPaths.Open(Key, portable);
        ulong[] mask = MaskPaths.Words(stream, 0, 41);
        ulong[] elements = [.. mask.Select(word => unchecked(0 - word))];
        stream.AddTo(0, elements);
        Assert.All(elements, element => Assert.Equal(0UL, element));
        stream.SubtractFrom(0, elements);
        Assert.Equal(mask.Select(word => unchecked(0 - word)), elements);
    }

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void AddTo_InPieces_IsAddToAtOnce(bool portable)
    {
        using MaskStream stream = MaskPaths.Open(Key, portable);
        ulong[] whole = MaskPaths.Words(stream, 0, 600);
        Gen.Int[0, 300].Array[1, 5].Sample(cuts =>
        {
            ulong[] pieces = new ulong[whole.Length];
            int start = 0;
            foreach (int end in cuts.Select(cut => 2 * cut).Append(whole.Length).Order())
            {
                stream.AddTo(start, pieces.AsSpan(start, end - start));
                start = end;
            }

            return pieces.SequenceEqual(whole);
        });
    }

    [Fact]
    public void Paths_AgreeAtRandomPositions()
    {
        if (MaskStream.IsPortable)
        {
            return; // One path only on this processor.
        }

        Gen.Select(Gen.Byte.Array[MaskStream.KeyLength], Gen.Long[0, long.MaxValue / 2 - 600], Gen.ULong.Array[0, 600], Gen.Bool).Sample((key, half, elements, subtract) =>
        {
            ulong[] one = [.. elements];
            ulong[] other = [.. elements];
            using MaskStream portable = MaskPaths.Open(key, portable: true);
            using MaskStream hardware = MaskPaths.Open(key, portable: false);
            Apply(portable, one);
            Apply(hardware, other);
            return one.SequenceEqual(other);

            void Apply(MaskStream stream, ulong[] target)
            {
                if (subtract)
                {
                    stream.SubtractFrom(2 * half, target);
                }
                else
                {
                    stream.AddTo(2 * half, target);
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void AddTo_TouchesNothingBeyondTheSpan(bool portable)
    {
        using MaskStream stream = MaskPaths.Open(Key, portable);
        for (int length = 0; length < 40; length++)
        {
            ulong[] elements = new ulong[48];
            stream.AddTo(6, elements.AsSpan(4, length));
            Assert.All(elements[..4].Concat(elements[(4 + length)..]), element => Assert.Equal(0UL, element));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-2)]
    [InlineData(long.MaxValue)]
    public void AddTo_OffABlock_IsRefused(long position)
    {
        using MaskStream stream = MaskStream.FromKey(Key);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.AddTo(position, new ulong[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.SubtractFrom(position, new ulong[2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(32)]
    public void FromKey_OfAnotherLength_IsRefused(int length) =>
        Assert.Throws<ArgumentException>("key", () => MaskStream.FromKey(new byte[length]));

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void AddTo_AfterDisposal_Throws(bool portable)
    {
        MaskStream stream = MaskPaths.Open(Key, portable);
        stream.Dispose();
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.AddTo(0, new ulong[2]));
        Assert.Throws<ObjectDisposedException>(() => stream.SubtractFrom(0, []));
    }

    [Theory]
    [MemberData(nameof(MaskPaths.Portable), MemberType = typeof(MaskPaths))]
    public void Dispose_ZeroesTheKeyAndItsSchedule(bool portable)
    {
        MaskStream stream = MaskPaths.Open(Key, portable);
        byte[][] memory = SecretMemory.Of(stream);
        Assert.Equal(portable ? 1 : 2, memory.Length);
        Assert.All(memory, bytes => Assert.Contains(bytes, value => value != 0));
        stream.Dispose();
        Assert.All(memory, bytes => Assert.All(bytes, value => Assert.Equal(0, value)));
    }
}
