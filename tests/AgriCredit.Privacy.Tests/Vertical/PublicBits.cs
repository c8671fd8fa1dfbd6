using System.Runtime.Intrinsics;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>A process of its own prints the hash of public arithmetic with other vector widths.</summary>
internal static class PublicBits
{
    /// <summary>In the process: whether the widest vectors are to be had, and the hash.</summary>
    public static int Print()
    {
        Console.WriteLine(Vector512.IsHardwareAccelerated && Vector256.IsHardwareAccelerated);
        Console.WriteLine(PublicArithmetic.Hash());
        return 0;
    }
}
