using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>All that the members of a joint fit compute from public values in floating point, as one hash; a process of its own prints it with other vector widths.</summary>
internal static class PublicBits
{
    private const int Rows = 4096;

    public static string Hash()
    {
        var words = new SharedWords(2024);
        uint[] phases = words.SmallWords(Rows);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        uint[] table = new uint[Rows * PhaseTable.Width];
        PhaseTable.Compute(phases, table);
        hash.AppendData(MemoryMarshal.AsBytes(table.AsSpan()));
        uint[] share = words.SmallWords(table.Length);
        uint[] probabilities = new uint[Rows];
        uint[] curvatures = new uint[Rows];
        PhaseTable.Apply(phases, share, probabilities, curvatures, addsConstant: true, curvatureScale: 0.8125);
        hash.AppendData(MemoryMarshal.AsBytes(probabilities.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(curvatures.AsSpan()));
        ulong[] monitor = new ulong[Rows * RangeMonitor.Width];
        RangeMonitor.Compute(phases, monitor);
        hash.AppendData(MemoryMarshal.AsBytes(monitor.AsSpan()));
        ulong sum = RangeMonitor.Sum(phases, words.Words(monitor.Length), Rows - 3, addsConstant: true);
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in sum)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>In the process: whether the widest vectors are to be had, and the hash.</summary>
    public static int Print()
    {
        Console.WriteLine(Vector512.IsHardwareAccelerated && Vector256.IsHardwareAccelerated);
        Console.WriteLine(Hash());
        return 0;
    }
}
