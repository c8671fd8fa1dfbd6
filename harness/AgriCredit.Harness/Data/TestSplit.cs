using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Data;

/// <summary>Tells test rows from training rows by number.</summary>
internal static class TestSplit
{
    /// <summary>The numbers of the training rows and of the test rows, both in order.</summary>
    /// <param name="test">The rule; without one by number, every row is for training.</param>
    /// <param name="rowCount">The rows there are.</param>
    public static (int[] Train, int[] Test) Of(TestSection? test, int rowCount)
    {
        if (test is not { EveryNth: { } everyNth } rule)
        {
            return ([.. Enumerable.Range(0, rowCount)], []);
        }

        ILookup<bool, int> isTest = Enumerable.Range(0, rowCount).ToLookup(row => row % everyNth == (rule.Offset ?? 0));
        return ([.. isTest[false]], [.. isTest[true]]);
    }
}
