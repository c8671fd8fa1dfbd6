using System.Globalization;
using System.Text.Json;
using AgriCredit.Learning;
using AgriCredit.Testing;

namespace AgriCredit.Federation.Tests;

public class ReferenceFitTests
{
    [DataFact]
    public async Task Newton_OnFourBlocksOfRealFarmLoans_EqualsTheReference()
    {
        JsonElement reference = TestData.Reference("sba_agri", "reference", "agri.json");
        using var federation = new InMemoryFederation(AgriBlocks());
        SessionOutcome outcome = await federation.RunAsync();

        Assert.True(outcome.IsFinished, outcome.Failure?.ToString());
        double[] expected = reference.Numbers("pooled", "unpenalised", "coef");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], outcome.Result.Weights[i], 1e-8);
        }

        Assert.Equal(reference.At("pooled", "unpenalised", "log_likelihood_train").GetDouble(), -outcome.Result.Loss, 1e-5);
    }

    private static Dataset[] AgriBlocks()
    {
        IReadOnlyDictionary<string, string[]> csv = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        double[] Numbers(string name) => [.. csv[name].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        double[] gross = Numbers("gr_appv_usd");
        double[] guaranteed = Numbers("sba_appv_usd");
        double[][] columns =
        [
            Numbers("term_months"),
            [.. gross.Select(amount => Math.Log(amount))],
            [.. guaranteed.Select((amount, row) => amount / gross[row])],
            Numbers("new_business"),
            Numbers("rev_line_cr"),
            Numbers("low_doc"),
        ];
        var all = new Dataset(
            ["term_months", "ln_gr_appv", "guarantee_share", "new_business", "rev_line_cr", "low_doc"],
            columns,
            [.. csv["default"].Select(text => byte.Parse(text, CultureInfo.InvariantCulture))]);
        return
        [
            .. csv["block"].Distinct().Select(block => all.Select(
                [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 != 0 && csv["block"][row] == block)])),
        ];
    }
}
