namespace AgriCredit.Harness.Data;

/// <summary>A party's columns as a joint fit takes them.</summary>
/// <param name="Rows">As read.</param>
/// <param name="Features">The columns, indicators last.</param>
/// <param name="Raw">One a feature; NaN where there is no value.</param>
/// <param name="Filled">One a feature, gaps filled.</param>
internal sealed record PreparedSide(SideRows Rows, IReadOnlyList<LoadedFeature> Features, double[][] Raw, double[][] Filled);
