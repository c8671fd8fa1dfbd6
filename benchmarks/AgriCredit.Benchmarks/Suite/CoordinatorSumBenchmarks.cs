using System.Runtime.InteropServices;
using AgriCredit.Benchmarks.Rivals;
using AgriCredit.Privacy;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>A round's sum at the coordinator, from the messages' bytes; the baseline is the plain sum of as many vectors.</summary>
public class CoordinatorSumBenchmarks
{
    private ulong[][] _words = [];
    private byte[][] _messages = [];
    private ulong[] _plain = [];

    /// <summary>Vectors to add.</summary>
    [Params(3, 10, 100)]
    public int Parties { get; set; }

    /// <summary>Words of a vector; 302 is a Newton round of 23 features.</summary>
    [Params(302, 10_000, 1_000_000)]
    public int Length { get; set; }

    /// <summary>Makes seeded vectors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _plain = new ulong[Length];
        _words = [.. Enumerable.Range(0, Parties).Select(_ => new ulong[Length])];
        foreach (ulong[] words in _words)
        {
            random.NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        }

        _messages = [.. _words.Select(words => MemoryMarshal.AsBytes(words.AsSpan()).ToArray())];
    }

    /// <summary>The plain sum.</summary>
    [Benchmark(Baseline = true)]
    public void PlainSum()
    {
        Array.Clear(_plain);
        foreach (ulong[] words in _words)
        {
            PlainVectors.Add(words, _plain);
        }
    }

    /// <summary>Ours, the sum's own memory included.</summary>
    [Benchmark]
    public int MaskAndTagSum()
    {
        var sum = new MaskedSum(Length);
        foreach (byte[] message in _messages)
        {
            sum.TryAdd(message, tag: 1);
        }

        return sum.Count;
    }
}
