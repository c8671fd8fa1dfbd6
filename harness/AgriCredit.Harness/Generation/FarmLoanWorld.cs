namespace AgriCredit.Harness.Generation;

/// <summary>What all loans of one seed share: banks, counties, weather by county and season, prices by crop and season.</summary>
internal sealed class FarmLoanWorld
{
    private const int SmallestCountyCount = 24;
    private const int CountiesPerBank = 4;
    private const int RegionCount = 6;
    private const int FirstYear = 2018;
    private const int SeasonCount = 12;
    private const int PriceBurnIn = 24;
    private const double PriceDeviation = 0.3;

    // Streams 0, 1, 2, ... are the chunks of rows; the world is none of them.
    private const int WorldStream = -1;

    private static readonly int[] SizeRatio = [8, 5, 3, 2, 1];

    private readonly double[,] _weather;
    private readonly double[,] _prices;

    public FarmLoanWorld(int seed, int bankCount)
    {
        var random = new SeededRandom(seed, WorldStream);
        BankSlots = [.. Enumerable.Range(0, bankCount).SelectMany(bank => Enumerable.Repeat(bank, SizeRatio[bank % SizeRatio.Length]))];
        int digits = bankCount.ToString().Length;
        BankNames = [.. Enumerable.Range(1, bankCount).Select(number => "bank-" + number.ToString("D" + digits))];
        int countyCount = int.Max(SmallestCountyCount, CountiesPerBank * bankCount);
        int countyDigits = countyCount.ToString().Length;
        Counties = [.. Enumerable.Range(1, countyCount).Select(number => DrawCounty("county-" + number.ToString("D" + countyDigits), random))];
        HomeCounties = ShareCounties(countyCount, bankCount);
        _weather = DrawWeather(countyCount, random);
        _prices = DrawPrices(random);
    }

    public static IReadOnlyList<Crop> Crops { get; } =
    [
        new("rice", 5, 12, 900, 0, 0.5),
        new("wheat", 8, 16, 700, -0.1, 0.4),
        new("maize", 5, 18, 650, -0.1, 0.3),
        new("soybean", 5, 15, 600, 0, 0),
        new("cotton", 7, 14, 1_300, 0.2, 0.3),
        new("vegetables", 3, 6, 2_600, 0.9, -0.5),
        new("fruit", 12, 7, 2_900, 1, -0.3),
        new("tea", 10, 6, 2_400, 0.8, -0.6),
    ];

    public static IReadOnlyList<string> Seasons { get; } =
        [.. Enumerable.Range(0, SeasonCount).Select(season => $"{FirstYear + (season / 2)}-{(season % 2 == 0 ? "spring" : "autumn")}")];

    /// <summary>Banks as often as their sizes: eight times bank 0, five times bank 1 and so on. A shuffled copy gives sizes that are exact to a loan or so.</summary>
    public IReadOnlyList<int> BankSlots { get; }

    public IReadOnlyList<string> BankNames { get; }

    public IReadOnlyList<County> Counties { get; }

    /// <summary>For each bank, the counties where it is at home.</summary>
    public IReadOnlyList<int[]> HomeCounties { get; }

    /// <summary>Adverse weather of a county in a season: mean 0 and standard deviation 1 over all; correlated between counties of a region and, less, of the country.</summary>
    public double Weather(int county, int season) => _weather[county, season];

    /// <summary>Price of a crop against the year before, as a fraction: mean 0 and standard deviation 0.3 over all; swings with a period of about eight seasons.</summary>
    public double Price(int crop, int season) => _prices[crop, season];

    private static County DrawCounty(string name, SeededRandom random)
    {
        double[] weights = new double[Crops.Count];
        for (int crop = 0; crop < weights.Length; crop++)
        {
            weights[crop] = 0.15 + random.NextExponential();
        }

        return new County(name, random.NextNormal(), weights);
    }

    /// <summary>Gives each bank counties in proportion to its size, one at least.</summary>
    private int[][] ShareCounties(int countyCount, int bankCount)
    {
        var counties = new List<int>[bankCount];
        for (int bank = 0; bank < bankCount; bank++)
        {
            counties[bank] = [];
        }

        for (int county = 0; county < countyCount; county++)
        {
            counties[BankSlots[(int)((long)county * BankSlots.Count / countyCount)]].Add(county);
        }

        for (int bank = 0; bank < bankCount; bank++)
        {
            if (counties[bank].Count == 0)
            {
                counties[bank].Add(bank % countyCount);
            }
        }

        return [.. counties.Select(list => list.ToArray())];
    }

    private static double[,] DrawWeather(int countyCount, SeededRandom random)
    {
        double[,] weather = new double[countyCount, SeasonCount];
        double national = random.NextNormal();
        double[] region = new double[RegionCount];
        for (int season = 0; season < SeasonCount; season++)
        {
            national = (0.3 * national) + random.NextNormal();
            for (int index = 0; index < RegionCount; index++)
            {
                region[index] = random.NextNormal();
            }

            for (int county = 0; county < countyCount; county++)
            {
                weather[county, season] = (0.5 * national) + (0.7 * region[county % RegionCount]) + (0.5 * random.NextNormal());
            }
        }

        Standardise(weather, deviation: 1);
        return weather;
    }

    /// <summary>A second-order autoregression with complex roots: damped cycles kept alive by chance.</summary>
    private static double[,] DrawPrices(SeededRandom random)
    {
        double[,] prices = new double[Crops.Count, SeasonCount];
        for (int crop = 0; crop < Crops.Count; crop++)
        {
            double before = 0, last = 0;
            for (int season = -PriceBurnIn; season < SeasonCount; season++)
            {
                (before, last) = (last, (1.2 * last) - (0.7 * before) + random.NextNormal());
                if (season >= 0)
                {
                    prices[crop, season] = last;
                }
            }
        }

        Standardise(prices, PriceDeviation);
        return prices;
    }

    /// <summary>Makes the mean 0 and the deviation as given, so that the default rate hardly depends on the seed.</summary>
    private static void Standardise(double[,] values, double deviation)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length, squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        double scale = deviation / Math.Sqrt(squares / values.Length);
        for (int row = 0; row < values.GetLength(0); row++)
        {
            for (int column = 0; column < values.GetLength(1); column++)
            {
                values[row, column] = (values[row, column] - mean) * scale;
            }
        }
    }
}
