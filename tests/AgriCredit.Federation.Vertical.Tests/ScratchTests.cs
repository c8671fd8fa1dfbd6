using System.Diagnostics;
using System.Text.Json;
using AgriCredit.Learning;
using AgriCredit.Testing;
using Xunit.Abstractions;

namespace AgriCredit.Federation.Vertical.Tests;

public class ScratchTests(ITestOutputHelper output)
{
    [DataFact]
    public async Task DefaultCredit()
    {
        IReadOnlyDictionary<string, string[]> guest = TestData.ReadCsv("default_credit", "default_credit_hetero_guest.csv.gz");
        IReadOnlyDictionary<string, string[]> host = TestData.ReadCsv("default_credit", "default_credit_hetero_host.csv.gz");
        double[][] Columns(IReadOnlyDictionary<string, string[]> file, int count) => [.. Enumerable.Range(0, count).Select(i => file[$"x{i}"].Where((_, row) => row % 5 != 0).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        byte[] labels = [.. guest["y"].Where((_, row) => row % 5 != 0).Select(text => (byte)double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        double[][] a = Columns(guest, 13);
        double[][] b = Columns(host, 10);
        foreach (double l2 in new[] { 0, 0, 0.001 })
        {
            var rows = new Dataset([.. Enumerable.Range(0, 23).Select(i => $"x{i}")], [.. a, .. b], labels);
            LogisticFit pooled = LogisticRegression.Fit(DesignMatrix.Create(rows, Standardisation.Identity(23)), new TrainingOptions { L2 = l2 });
            var links = new MemoryLinks();
            long started = Stopwatch.GetTimestamp();
            (double[] weights, double[] errors, JointFitResult[] results, FitShape shape) = await JointRun.FitAsync([a, b], labels, l2, links: links);
            output.WriteLine($"l2 {l2}: {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s, monitor {results[0].Monitor:G3} step {results[0].LastStep:G3} rounds {results[0].Rounds} ranks {string.Join(',', shape.Columns)} sent A {links.Sent[0]} B {links.Sent[1]} D {links.Sent[-1]}");
            output.WriteLine($"max dw {weights.Zip(pooled.Weights.ToArray(), (x, y) => Math.Abs(x - y)).Max():G3}");
            output.WriteLine(string.Join(' ', weights.Select(w => w.ToString("F5"))));
            output.WriteLine(string.Join(' ', errors.Select(w => w.ToString("F5"))));
        }
    }
}
