namespace AgriCredit.Federation.Vertical;

/// <summary>What each role learns from a joint fit.</summary>
/// <remarks>Source: PROTOCOL 5.1 and 5.8.</remarks>
internal static class JointDisclosures
{
    public static IReadOnlyList<Disclosure> Of(JointPlan plan, FitShape shape)
    {
        string leader = plan.Parties[0].Value;
        var list = new List<Disclosure>
        {
            new("every member", "Who takes part, the names of all features, the terms."),
            new("every party", $"The number of applicants in common, {shape.Rows}; the directions of each party's columns ({string.Join(" + ", shape.Columns)}); the number of passes, which says whether defaults are below 3 %."),
            new(leader, $"Of each other party: the size of its set up to a multiple of {plan.Wire.Terms.PaddingMultiple}, which of the own applicants it knows, and how large its columns' values are in a block of rows, up to a factor of two."),
            new("every other party", plan.Parties.Count == 2
                ? $"The size of {leader}'s set up to a multiple of {plan.Wire.Terms.PaddingMultiple}, and which of the own applicants it knows."
                : $"The size of {leader}'s set up to a multiple of {plan.Wire.Terms.PaddingMultiple}, and which of the own applicants all parties know."),
            new("every party", "The sum of the range monitor and the size of the last step: two numbers."),
        };
        list.Add(plan.Wire.Terms.Release == "joined"
            ? new("every party", "The whole model: coefficients, their standard errors, means and standard deviations of all features; and of its own coefficients the covariance.")
            : new("every party", "The coefficients of its own columns and their covariance matrix. They are not differentially private."));
        list.Add(new("dealer", $"The number of applicants in common, the directions of each party's columns and the number of passes; it sees no message between the parties. Together with one party it could read the other's rows."));
        list.Add(new("relay", "Who sent how many bytes to whom, and when."));
        list.Add(new("nobody", "Any row, label, score, residual or gradient of another party, or the products of two parties' columns."));
        return list;
    }
}
