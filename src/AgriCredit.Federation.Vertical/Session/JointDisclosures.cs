namespace AgriCredit.Federation.Vertical;

/// <summary>What each role learns from a joint fit: before it, for the people who decide, and after it, with its figures.</summary>
/// <remarks>Source: PROTOCOL 5.1 and 5.8.</remarks>
public static class JointDisclosures
{
    /// <summary>What a fit would tell at most, as known before anything is sent.</summary>
    /// <param name="options">The member that decides; its terms say what is released.</param>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public static IReadOnlyList<Disclosure> AtMost(JointMemberOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Fault() is { } fault
            ? throw new ArgumentException(fault, nameof(options))
            : List(options.Parties[0].Value, options.Parties.Count, options.Terms.PaddingMultiple, options.Terms.Release, rows: "", columns: "", capacity: null);
    }

    /// <summary>What a fit has told.</summary>
    internal static IReadOnlyList<Disclosure> Of(JointPlan plan, FitShape shape) => List(
        plan.Parties[0].Value,
        plan.Parties.Count,
        (int)plan.Wire.Terms.PaddingMultiple,
        plan.Wire.Terms.Release == "joined" ? JointRelease.Joined : JointRelease.Own,
        $", {shape.Rows}",
        $" ({string.Join(" + ", shape.Columns)})",
        plan.Wire.Preparation is null ? null : shape.Capacity);

    private static List<Disclosure> List(string leader, int parties, int padding, JointRelease release, string rows, string columns, int? capacity) =>
    [
        new("every member", "Who takes part, the names of all features, the terms."),
        new("every party", $"The number of applicants in common{rows}; the directions of each party's columns{columns}; the number of passes{(capacity is null ? ", which says whether defaults are below 3 %" : "")}."),
        new(leader, $"Of each other party: the size of its set up to a multiple of {padding}, which of the own applicants it knows, and how large its columns' values are in a block of rows, up to a factor of two."),
        new("every other party", $"The size of {leader}'s set up to a multiple of {padding}, and which of the own applicants {(parties == 2 ? "it knows" : "all parties know")}."),
        new("every party", "The sum of the range monitor and the size of the last step: two numbers."),
        release == JointRelease.Joined
            ? new("every party", "The whole model: coefficients, their standard errors, means and standard deviations of all features; and of its own coefficients the covariance.")
            : new("every party", "The coefficients of its own columns and their covariance matrix. They are not differentially private."),
        new("dealer", $"{(capacity is null ? "The number of applicants in common" : $"Ahead, that there are to be {capacity} applicants in common at most")}, the directions of each party's columns and the number of passes; it sees no message between the parties. Together with one party it could read the other's rows."),
        new("relay", "Who sent how many bytes to whom, and when."),
        new("nobody", "Any row, label, score, residual or gradient of another party, or the products of two parties' columns."),
    ];
}
