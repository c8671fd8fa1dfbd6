namespace AgriCredit.Learning;

/// <summary>Neighbouring prebins put together.</summary>
/// <param name="Ends">Behind which prebin each bin ends: the number of prebins up to and with it.</param>
/// <param name="Counts">The bins' rows.</param>
/// <param name="InformationValue">What they add to the information value.</param>
/// <param name="Direction">How the rate of bads moves.</param>
internal sealed record MergedBins(IReadOnlyList<int> Ends, IReadOnlyList<BinCounts> Counts, double InformationValue, MonotoneDirection Direction);
