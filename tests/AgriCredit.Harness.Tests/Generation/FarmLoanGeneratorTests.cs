using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgriCredit.Harness.Generation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Tests.Generation;

public sealed class FarmLoanGeneratorTests
{
    [Fact]
    public void SameSeedGivesTheSameBits_OnEverySystem()
    {
        // Written down once; a change of the generator changes everybody's results and must be meant.
        Assert.Equal("6176158FE34FF2B8", Digest(FarmLoanGenerator.Generate(5_000, seed: 1, banks: 5)));
    }

    [Fact]
    public void AnotherSeedGivesOtherLoans() =>
        Assert.NotEqual(Digest(FarmLoanGenerator.Generate(500, seed: 1, banks: 5)), Digest(FarmLoanGenerator.Generate(500, seed: 2, banks: 5)));

    [Fact]
    public void FewerRowsAreTheFirstOfMore()
    {
        FarmLoans few = FarmLoanGenerator.Generate(40_000, seed: 4, banks: 5), many = FarmLoanGenerator.Generate(80_000, seed: 4, banks: 5);
        Assert.Equal(few.Values[5], many.Values[5][..40_000]);
        Assert.Equal(few.Defaults, many.Defaults[..40_000]);
        Assert.Equal(few.Counties, many.Counties[..40_000]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(2026)]
    public void AboutNinePercentDefault(int seed) =>
        Assert.InRange(FarmLoanGenerator.Generate(60_000, seed, banks: 5).Defaults.Average(label => (double)label), 0.082, 0.098);

    [Fact]
    public void BankSizesAreInTheirRatio()
    {
        FarmLoans loans = FarmLoanGenerator.Generate(190_000, seed: 1, banks: 5);
        int[] sizes = [.. Enumerable.Range(0, 5).Select(bank => loans.Banks.Count(value => value == bank))];
        Assert.All(Enumerable.Range(0, 5), bank => Assert.Equal(new[] { 80_000, 50_000, 30_000, 20_000, 10_000 }[bank], sizes[bank], 10.0));
    }

    [Fact]
    public void BanksDifferByCountyAndByCrop()
    {
        FarmLoans loans = FarmLoanGenerator.Generate(60_000, seed: 1, banks: 5);
        // Total variation distance between two banks' shares of counties and of crops: 0 alike, 1 apart.
        Assert.True(Distance(loans, row => loans.Counties[row], loans.World.Counties.Count) > 0.5);
        Assert.True(Distance(loans, row => loans.Crops[row], FarmLoanWorld.Crops.Count) > 0.15);
    }

    [Fact]
    public void SomeFarmersAreKnownToOneSideOnly()
    {
        FarmLoans loans = FarmLoanGenerator.Generate(60_000, seed: 1, banks: 5);
        double[] shares = [.. Enumerable.Range(0, 3).Select(side => loans.KnownTo.Count(value => value == side) / 60_000.0)];
        Assert.InRange(shares[0], 0.8, 0.9);
        Assert.InRange(shares[1], 0.05, 0.12);
        Assert.InRange(shares[2], 0.04, 0.08);
    }

    [Fact]
    public void WeatherIsSharedByACountyAndASeason_AndCorrelatedBetweenCounties()
    {
        FarmLoanWorld[] worlds = [.. Enumerable.Range(0, 200).Select(seed => new FarmLoanWorld(seed, bankCount: 5))];
        double same = 0, region = 0, country = 0;
        foreach (FarmLoanWorld world in worlds)
        {
            same += world.Weather(0, 3) * world.Weather(0, 3);
            region += world.Weather(0, 3) * world.Weather(6, 3); // counties 0 and 6 are in one region
            country += world.Weather(0, 3) * world.Weather(1, 3);
        }

        Assert.InRange(region / same, 0.5, 0.95);
        Assert.InRange(country / same, 0.05, 0.45);
    }

    [Fact]
    public void PricesSwing()
    {
        // Four seasons on, half a cycle, a price tends to have turned round; one season on it has not.
        double near = 0, far = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var world = new FarmLoanWorld(seed, bankCount: 5);
            for (int crop = 0; crop < FarmLoanWorld.Crops.Count; crop++)
            {
                near += world.Price(crop, 2) * world.Price(crop, 3);
                far += world.Price(crop, 2) * world.Price(crop, 6);
            }
        }

        Assert.True(near > 0);
        Assert.True(far < 0);
    }

    [Fact]
    public void ColumnsAreCorrelated()
    {
        FarmLoans loans = FarmLoanGenerator.Generate(60_000, seed: 1, banks: 5);
        Assert.InRange(Correlation(loans, "plot_area_mu", "loan_amount_cny"), 0.3, 0.9);
        Assert.InRange(Correlation(loans, "mobile_months", "late_bills"), -0.5, -0.1);
        Assert.InRange(Correlation(loans, "on_time_share", "cooperative_member"), 0.03, 0.4);
    }

    [Fact]
    public void TermFollowsTheHarvest()
    {
        FarmLoans loans = FarmLoanGenerator.Generate(5_000, seed: 1, banks: 5);
        double[] terms = Column(loans, "term_months");
        Assert.All(Enumerable.Range(0, 5_000), row => Assert.True(terms[row] - FarmLoanWorld.Crops[loans.Crops[row]].MonthsToHarvest is 0 or 3 or 6 or 9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FitRecoversTheTruth(int seed)
    {
        FarmLoans loans = FarmLoanGenerator.Generate(200_000, seed, banks: 5);
        var rows = new Dataset(FarmLoanColumns.Features, loans.Values, loans.Defaults);
        Standardisation scale = Standardisation.FromRows(rows);
        LogisticFit fit = LogisticRegression.Fit(DesignMatrix.Create(rows, scale), new TrainingOptions());

        Assert.True(fit.Converged);
        double intercept = FarmLoanColumns.Intercept, chiSquare = 0;
        for (int feature = 0; feature < rows.FeatureCount; feature++)
        {
            double truth = FarmLoanColumns.All[feature].Coefficient;
            intercept += truth * scale.Means[feature];
            chiSquare += Square(fit, feature + 1, truth * scale.StandardDeviations[feature]);
        }

        chiSquare += Square(fit, 0, intercept);
        // Sixteen squares of about standard normal numbers (the weak correlation of the estimates changes little): above 45 once in 7,000 seeds.
        Assert.InRange(chiSquare, 2, 45);
    }

    [Fact]
    public void ManyBanksHaveCountiesAndNamesInOrder()
    {
        FarmLoans loans = FarmLoanGenerator.Generate(20_000, seed: 1, banks: 40);
        Assert.Equal("bank-01", loans.World.BankNames[0]);
        Assert.Equal(40, loans.Banks.Distinct().Count());
        Assert.All(loans.World.HomeCounties, Assert.NotEmpty);
    }

    [Fact]
    public void Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => FarmLoanGenerator.Generate(10, 1, 5, source.Token));
    }

    private static double Square(LogisticFit fit, int weight, double truth)
    {
        double error = (fit.Weights[weight] - truth) / fit.Inference!.StandardErrors[weight];
        Assert.True(Math.Abs(error) < 4.5, $"weight {weight} is {error:F1} standard errors off");
        return error * error;
    }

    private static double[] Column(FarmLoans loans, string name) => loans.Values[FarmLoanColumns.Features.ToList().IndexOf(name)];

    private static double Correlation(FarmLoans loans, string left, string right)
    {
        double[] x = Column(loans, left), y = Column(loans, right);
        double meanX = x.Average(), meanY = y.Average();
        double product = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return product / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }

    private static double Distance(FarmLoans loans, Func<int, int> value, int count)
    {
        double[][] shares = [new double[count], new double[count]];
        foreach (int bank in new[] { 0, 1 })
        {
            int[] rows = [.. Enumerable.Range(0, loans.RowCount).Where(row => loans.Banks[row] == bank)];
            foreach (int row in rows)
            {
                shares[bank][value(row)] += 1.0 / rows.Length;
            }
        }

        return shares[0].Zip(shares[1], (a, b) => Math.Abs(a - b)).Sum() / 2;
    }

    private static string Digest(FarmLoans loans)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (double[] column in loans.Values)
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(column));
        }

        hash.AppendData(loans.Defaults);
        hash.AppendData(MemoryMarshal.AsBytes<int>(loans.Banks));
        hash.AppendData(MemoryMarshal.AsBytes<int>(loans.Counties));
        hash.AppendData(loans.Crops);
        hash.AppendData(loans.Seasons);
        hash.AppendData(loans.KnownTo);
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }
}
