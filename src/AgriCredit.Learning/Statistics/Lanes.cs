using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgriCredit.Learning;

/// <summary>Sums the eight lanes of a vector in one fixed order, on hardware of any vector width.</summary>
internal static class Lanes
{
    /// <summary>((0+4)+(2+6)) + ((1+5)+(3+7)). <c>Vector512.Sum</c> promises no order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> lanes)
    {
        Vector256<double> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }
}
