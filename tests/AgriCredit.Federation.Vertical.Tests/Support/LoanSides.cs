using System.Globalization;
using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>Real loans divided by columns, with the reference fit of the joined rows; coefficients have the intercept first, then the bank's, then the cloud's.</summary>
internal sealed record LoanSides(JointRows Bank, JointRows Cloud, bool Standardise, JsonElement Pooled, int[] ReferenceOrder)
{
    /// <summary>A fit's numbers in this order.</summary>
    /// <param name="fit">"unpenalised", "l2_lambda_0.001" or "l2_lambda_0.01".</param>
    /// <param name="name">"coef" or "se".</param>
    public double[] Reference(string fit, string name)
    {
        double[] values = Pooled.Numbers(fit, name);
        return [.. ReferenceOrder.Select(i => values[i])];
    }

    public static LoanSides DefaultCredit()
    {
        IReadOnlyDictionary<string, string[]> guest = TestData.ReadCsv("default_credit", "default_credit_hetero_guest.csv.gz");
        IReadOnlyDictionary<string, string[]> host = TestData.ReadCsv("default_credit", "default_credit_hetero_host.csv.gz");
        int[] train = Train(guest["id"].Length);
        return new LoanSides(
            new JointRows(Take(guest["id"], train), Names("guest_x", 13), [.. Enumerable.Range(0, 13).Select(i => Numbers(guest[$"x{i}"], train))], [.. Numbers(guest["y"], train).Select(y => (byte)y)]),
            new JointRows(Take(host["id"], train), Names("host_x", 10), [.. Enumerable.Range(0, 10).Select(i => Numbers(host[$"x{i}"], train))], labels: null),
            Standardise: false,
            TestData.Reference("default_credit", "reference", "hetero.json").GetProperty("pooled"),
            [.. Enumerable.Range(0, 24)]);
    }

    /// <summary>Farm loans.</summary>
    /// <param name="test">The rows that are kept for tests in place of those for training.</param>
    public static LoanSides SbaAgri(bool test = false)
    {
        IReadOnlyDictionary<string, string[]> file = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        int[] train = [.. Enumerable.Range(0, file["loan_id"].Length).Where(row => row % 5 == 0 == test)];
        double[] amount = Numbers(file["gr_appv_usd"], train);
        double[] guaranteed = Numbers(file["sba_appv_usd"], train);
        return new LoanSides(
            new JointRows(
                Take(file["loan_id"], train),
                ["term_months", "ln_gr_appv", "rev_line_cr"],
                [Numbers(file["term_months"], train), [.. amount.Select(value => Math.Log(value))], Numbers(file["rev_line_cr"], train)],
                [.. Numbers(file["default"], train).Select(y => (byte)y)]),
            new JointRows(
                Take(file["loan_id"], train),
                ["guarantee_share", "new_business", "low_doc"],
                [[.. guaranteed.Zip(amount, (part, whole) => part / whole)], Numbers(file["new_business"], train), Numbers(file["low_doc"], train)],
                labels: null),
            Standardise: true,
            TestData.Reference("sba_agri", "reference", "agri.json").GetProperty("pooled"),
            [0, 1, 2, 5, 3, 4, 6]);
    }

    private static int[] Train(int rows) => [.. Enumerable.Range(0, rows).Where(row => row % 5 != 0)];

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];

    private static string[] Take(string[] values, int[] rows) => [.. rows.Select(row => values[row])];

    private static double[] Numbers(string[] values, int[] rows) => [.. rows.Select(row => double.Parse(values[row], CultureInfo.InvariantCulture))];
}
