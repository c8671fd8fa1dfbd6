namespace AgriCredit.Harness.Generation;

/// <summary>The columns of the synthetic farm loans and the true model behind them.</summary>
/// <remarks>The log odds of default are exactly <see cref="Intercept"/> plus the sum of value times coefficient over <see cref="All"/>: nothing hidden, so a fit recovers them.</remarks>
internal static class FarmLoanColumns
{
    public const string Id = "farmer_id";
    public const string Bank = "bank";
    public const string County = "county";
    public const string Crop = "crop";
    public const string Season = "season";

    /// <summary>"both", "bank" or "cloud": who knows this farmer. A party's query selects the farmers it knows.</summary>
    public const string KnownTo = "known_to";
    public const string Label = "default";

    /// <summary>Chosen so that about 9 % default.</summary>
    public const double Intercept = -0.33;

    /// <summary>The features in column order.</summary>
    public static IReadOnlyList<FarmLoanFeature> All { get; } =
    [
        new("plot_area_mu", ColumnSide.Bank, IsWhole: false, -0.012),
        new("land_mortgage", ColumnSide.Bank, IsWhole: true, -0.4),
        new("cooperative_member", ColumnSide.Bank, IsWhole: true, -0.3),
        new("subsidy_cny", ColumnSide.Bank, IsWhole: true, -0.0001),
        new("crop_insurance", ColumnSide.Bank, IsWhole: true, -0.45),
        new("loan_amount_cny", ColumnSide.Bank, IsWhole: true, 0.000012),
        new("term_months", ColumnSide.Bank, IsWhole: true, 0.04),
        new("guarantor", ColumnSide.Bank, IsWhole: true, -0.25),
        new("weather_shock", ColumnSide.Cloud, IsWhole: false, 0.4),
        new("price_change", ColumnSide.Cloud, IsWhole: false, -0.9),
        new("mobile_payments_monthly", ColumnSide.Cloud, IsWhole: true, -0.012),
        new("mobile_months", ColumnSide.Cloud, IsWhole: true, -0.015),
        new("late_bills", ColumnSide.Cloud, IsWhole: true, 0.35),
        new("shipments_yearly", ColumnSide.Cloud, IsWhole: true, -0.015),
        new("on_time_share", ColumnSide.Cloud, IsWhole: false, -2),
    ];

    /// <summary>The names of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Features { get; } = [.. All.Select(feature => feature.Name)];
}
