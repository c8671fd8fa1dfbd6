using System.Globalization;
using System.Text.Json;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Tests.CommandLine;
using AgriCredit.Testing;

namespace AgriCredit.Harness.Tests.Scoring;

/// <summary>Every row of real loans, scored by the command line with a federated model, against the logistic function of the coefficients in the run's metrics.</summary>
public sealed class RealLoansScoreTests : IDisposable
{
    private const double Tolerance = 1e-12;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [DataFact]
    public async Task SbaAgri_EveryRow()
    {
        JsonElement model = await SimulateAsync("sba-agri", "sba_agri");
        const string Query = "select loan_id, term_months, ln(gr_appv_usd) as ln_gr_appv, sba_appv_usd/gr_appv_usd as guarantee_share, new_business, rev_line_cr, low_doc from input";
        IReadOnlyDictionary<string, string[]> loans = TestData.ReadCsv("sba_agri", "sba_agri.csv");
        await CheckAsync(model, ["sba_agri", "sba_agri.csv"], 7659, (feature, row) => feature switch
        {
            "ln_gr_appv" => Math.Log(Number("gr_appv_usd", row)),
            "guarantee_share" => Number("sba_appv_usd", row) / Number("gr_appv_usd", row),
            _ => Number(feature, row),
        }, "--query", Query);

        double Number(string column, int row) => Parse(loans[column][row]);
    }

    [DataFact]
    public async Task DefaultCredit_EveryRow()
    {
        JsonElement model = await SimulateAsync("default-credit", "default_credit");
        int rows = 0;
        foreach (string file in new[] { "homo_guest", "homo_host_1", "homo_host_2", "homo_test" })
        {
            string[] path = ["default_credit", $"default_credit_{file}.csv.gz"];
            IReadOnlyDictionary<string, string[]> loans = TestData.ReadCsv(path);
            rows += loans["id"].Length;
            await CheckAsync(model, path, loans["id"].Length, (feature, row) => Parse(loans[feature][row]));
        }

        Assert.Equal(30_000, rows);
    }

    private async Task CheckAsync(JsonElement model, string[] data, int rows, Func<string, int, double> value, params string[] more)
    {
        string output = _folder.PathOf("scores.csv");
        CliRun run = await CliRun.RunAsync(["score", "--model", _folder.PathOf("run/model.json"), "--input", TestData.PathOf(data), "--output", output, .. more]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        string[][] scores = [.. File.ReadLines(output).Skip(1).Select(line => line.Split(','))];
        (string Name, double Coefficient, double Mean, double Deviation)[] features =
        [
            .. model.At("coefficients").EnumerateObject().Select(coefficient => (
                coefficient.Name,
                coefficient.Value.GetDouble(),
                model.TryGetProperty("mean", out JsonElement means) && means.ValueKind == JsonValueKind.Object ? means.At(coefficient.Name).GetDouble() : 0,
                model.TryGetProperty("standardDeviation", out JsonElement deviations) && deviations.ValueKind == JsonValueKind.Object ? deviations.At(coefficient.Name).GetDouble() : 1)),
        ];
        Assert.Equal(rows, scores.Length);
        for (int row = 0; row < rows; row++)
        {
            double logit = model.At("intercept").GetDouble();
            foreach ((string name, double coefficient, double mean, double deviation) in features)
            {
                logit += coefficient * (value(name, row) - mean) / deviation;
            }

            // 600 points at odds of 50, 20 more where they double; the file has them rounded.
            Assert.Equal(row, int.Parse(scores[row][0], CultureInfo.InvariantCulture));
            Assert.Equal(1 / (1 + Math.Exp(-logit)), Parse(scores[row][2]), Tolerance);
            Assert.Equal(600 - (20 / Math.Log(2) * (logit + Math.Log(50))), Parse(scores[row][3]), 0.5 + 1e-9);
        }
    }

    private async Task<JsonElement> SimulateAsync(string scenario, string data)
    {
        CliRun run = await CliRun.RunAsync("simulate", scenario, "--data", TestData.PathOf(data), "--out", _folder.PathOf("run"), "--json");
        Assert.True(run.ExitCode == ExitCode.Done, run.Messages);
        using JsonDocument document = JsonDocument.Parse(run.Results);
        return document.RootElement.At("model").Clone();
    }

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
