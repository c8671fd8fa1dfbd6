using System.Diagnostics;

namespace AgriCredit.Privacy.Tests.Vertical;

/// <summary>PROTOCOL 5.5 steps 2 and 3: right to the stated error, and with the same bits on every machine.</summary>
public sealed class PhaseTableTests
{
    private const int Rows = 8192;
    private const int PhaseScale = 1 << PhaseTable.PhaseBits;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 0.75)]
    public void SharedEvaluation_MeetsTheSeriesErrorPlusRounding(int parties, double curvatureScale)
    {
        var words = new SharedWords(41 + parties);
        double[] logits = [.. Enumerable.Range(0, Rows).Select(i => words.Between(-1, 1) * (i % 4 == 0 ? PhaseTable.Limit : 8))];
        uint[] masks = words.SmallWords(Rows);
        uint[] table = new uint[Rows * SigmoidSeries.Fine.Width];
        PhaseTable.Compute(SigmoidSeries.Fine, masks, table);
        uint[][] shares = words.Share(table, parties);
        uint[] opened = [.. logits.Zip(masks, (z, mask) => unchecked((uint)(long)Math.Round(z * PhaseScale) - mask))];
        uint[][] probabilities = [.. shares.Select(_ => new uint[Rows])];
        uint[][] curvatures = [.. shares.Select(_ => new uint[Rows])];

        for (int party = 0; party < parties; party++)
        {
            PhaseTable.Apply(SigmoidSeries.Fine, opened, shares[party], probabilities[party], curvatures[party], party == 0, curvatureScale);
        }

        // Rounding at worst: half a unit of every table entry times its coefficient, and half a unit of every coefficient.
        double slope = SigmoidSeries.Fine.Sines.ToArray().Sum(Math.Abs);
        double probabilityRounding = Math.Sqrt(2) * ((slope / 8192) + (SigmoidSeries.Fine.Sines.Length / 131072.0));
        double curvatureRounding = Math.Sqrt(2) * ((SigmoidSeries.Fine.Cosines.ToArray().Sum(Math.Abs) / 8192) + (SigmoidSeries.Fine.Sines.Length / 16384.0));
        double[] probabilityErrors = Errors(SharedWords.Sum(probabilities), PhaseTable.ProbabilityBits, z => SigmoidSeriesTests.Sigmoid(z) - 0.5);
        double[] curvatureErrors = Errors(SharedWords.Sum(curvatures), PhaseTable.CurvatureBits, z => curvatureScale * SigmoidSeriesTests.Sigmoid(z) * (1 - SigmoidSeriesTests.Sigmoid(z)));
        Assert.All(probabilityErrors.Zip(logits), pair => Assert.True(pair.First <= SigmoidSeriesTests.Error(pair.Second) + probabilityRounding, $"p at {pair.Second}: off by {pair.First}."));
        Assert.All(curvatureErrors, error => Assert.True(error <= 5e-5 + curvatureRounding));

        // And as a root mean square, which is what a gradient sees.
        Assert.InRange(RootMeanSquare(probabilityErrors), 0, 1.2e-4);
        Assert.InRange(RootMeanSquare(curvatureErrors), 0, 4e-4);

        double[] Errors(uint[] words, int bits, Func<double, double> expected) =>
            [.. words.Zip(logits, (word, z) => Math.Abs(Math.ScaleB(unchecked((int)word), -bits) - expected(z)))];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TableAndCoefficients_HaveTheBitsOfAScalarImplementation(bool isFine)
    {
        SigmoidSeries series = isFine ? SigmoidSeries.Fine : SigmoidSeries.Coarse;
        const int Count = 1024;
        var words = new SharedWords(3);
        uint[] phases = [0, 1, uint.MaxValue, int.MaxValue, 1u << 31, 1u << 28, (1u << 28) - 1, 1u << 27, .. words.SmallWords(Count - 8)];
        uint[] table = new uint[Count * series.Width];
        PhaseTable.Compute(series, phases, table);
        uint[] share = words.SmallWords(table.Length);
        foreach ((bool addsConstant, double scale) in ((bool, double)[])[(true, 1), (false, 1), (true, 0.7123), (false, 1.0 / 32)])
        {
            uint[] probabilities = new uint[Count];
            uint[] curvatures = new uint[Count];
            PhaseTable.Apply(series, phases, share, probabilities, curvatures, addsConstant, scale);
            for (int row = 0; row < Count; row++)
            {
                Assert.Equal(ScalarPhase.Table(series, phases[row]), Row(table, row));
                Assert.Equal(ScalarPhase.Apply(series, phases[row], Row(share, row), addsConstant, scale), (probabilities[row], curvatures[row]));
            }
        }

        uint[] Row(uint[] values, int row) => [.. Enumerable.Range(0, series.Width).Select(i => values[(i * Count) + row])];
    }

    [Fact]
    public void ProbabilitiesWithoutCurvatures_AreTheSame()
    {
        var words = new SharedWords(4);
        uint[] opened = words.SmallWords(64);
        uint[] share = words.SmallWords(64 * SigmoidSeries.Fine.Width);
        uint[] alone = new uint[64];
        uint[] both = new uint[64];

        PhaseTable.Apply(SigmoidSeries.Fine, opened, share, alone, [], addsConstant: true);
        PhaseTable.Apply(SigmoidSeries.Fine, opened, share, both, new uint[64], addsConstant: true);

        Assert.Equal(both, alone);
    }

    [Fact]
    public void Bits_AreTheExpectedOnThisMachine() => Assert.True(PublicArithmetic.HasExpectedBits());

    // What a processor without wide vectors does, and one without any.
    [Theory]
    [InlineData("DOTNET_EnableAVX512=0", "DOTNET_EnableAVX512F=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableAVX=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public async Task Bits_AreTheExpectedWithNarrowerVectors(params string[] settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", typeof(PublicBits).Assembly.Location, "bits"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (string setting in settings)
        {
            start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        }

        using Process process = Process.Start(start)!;
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();

        // The setting took effect, so that the hash is that of another path.
        Assert.Equal([false.ToString(), PublicArithmetic.ExpectedHash], lines);
        Assert.Equal(0, process.ExitCode);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(8, 7)]
    public void LengthsThatDoNotFit_AreRefused(int rows, int tableRows)
    {
        Assert.Throws<ArgumentException>(() => PhaseTable.Compute(SigmoidSeries.Fine, new uint[rows], new uint[tableRows * SigmoidSeries.Fine.Width]));
        Assert.Throws<ArgumentException>(() => PhaseTable.Apply(SigmoidSeries.Fine, new uint[rows], new uint[tableRows * SigmoidSeries.Fine.Width], new uint[rows], [], addsConstant: true));
    }

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Average(value => value * value));
}
