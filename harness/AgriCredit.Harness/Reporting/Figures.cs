using System.Globalization;

namespace AgriCredit.Harness.Reporting;

/// <summary>How numbers are written in tables: few digits, so that they can be compared at a glance. The files hold them in full.</summary>
internal static class Figures
{
    /// <summary>Stands for a figure that does not exist.</summary>
    public const string None = "–";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A count: <c>12,345</c>.</summary>
    public static string Count(long value) => value.ToString("N0", Culture);

    /// <summary>AUC, KS, Gini, Brier, log-loss: four decimals, about the noise of a thousand test rows.</summary>
    public static string Metric(double? value) => value is { } number ? number.ToString("F4", Culture) : None;

    /// <summary>A change of a metric, with its sign.</summary>
    public static string Change(double? value) => value is { } number ? number.ToString("+0.0000;-0.0000;0.0000", Culture) : None;

    /// <summary>A coefficient or anything on a free scale: four decimals where they say something, else three digits and a power of ten.</summary>
    /// <param name="value">The number.</param>
    /// <param name="resolution">Size that must stay visible, for instance the standard error; the number itself by default.</param>
    public static string Coefficient(double? value, double? resolution = null)
    {
        if (value is not { } number)
            return None;
        double size = Math.Abs(resolution ?? number);
        return number == 0 || (size >= 0.0005 && Math.Abs(number) < 1e6) ? number.ToString("F4", Culture) : number.ToString("0.00e-00", Culture);
    }

    /// <summary>z values: two decimals.</summary>
    public static string Z(double? value) => value is { } number ? number.ToString("F2", Culture) : None;

    /// <summary>p-values: three decimals, and <c>&lt;0.001</c> below that.</summary>
    public static string PValue(double? value) => value switch
    {
        null => None,
        < 0.001 => "<0.001",
        { } number => number.ToString("F3", Culture),
    };

    /// <summary>A difference that should be nothing: two digits and a power of ten.</summary>
    public static string Difference(double? value) => value switch
    {
        null => None,
        0 => "0",
        { } number => number.ToString("0.0e-00", Culture),
    };

    /// <summary>Seconds: milliseconds visible below ten.</summary>
    public static string Seconds(double value) => value.ToString(value < 10 ? "F3" : "F1", Culture);

    /// <summary>Bytes in the largest decimal unit that leaves at least one digit before the point.</summary>
    public static string Bytes(double value) => value switch
    {
        < 1e3 => $"{value.ToString("F0", Culture)} B",
        < 1e6 => $"{(value / 1e3).ToString("F1", Culture)} kB",
        < 1e9 => $"{(value / 1e6).ToString("F1", Culture)} MB",
        _ => $"{(value / 1e9).ToString("F1", Culture)} GB",
    };

    /// <summary>A count with its noun: <c>1 round</c>, <c>8 rounds</c>.</summary>
    public static string Counted(long value, string singular, string plural) => $"{Count(value)} {(value == 1 ? singular : plural)}";

    /// <summary>The middle value; the mean of the two middle ones for an even number.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? null : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
