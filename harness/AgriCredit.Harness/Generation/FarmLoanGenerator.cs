namespace AgriCredit.Harness.Generation;

/// <summary>Draws synthetic farm loans: the same from the same seed, bit for bit, on every system and with any number of threads.</summary>
/// <remarks>
/// Rows come in chunks with a random stream each. A farmer has two hidden traits, means and reliability; the columns follow from them, the county, the crop
/// and the season, and so are correlated. The label follows from the columns alone (<see cref="FarmLoanColumns"/>).
/// Every column is filled for every row, as one who sees everything would fill it; <see cref="FarmLoanColumns.KnownTo"/> says who knows the farmer.
/// </remarks>
internal static class FarmLoanGenerator
{
    private const int RowsPerChunk = 1 << 15;
    private const double AtHome = 0.75;
    private const double FavouriteCropWeight = 3;

    /// <summary>Draws the loans.</summary>
    /// <param name="rows">Number of loans, 1 or more.</param>
    /// <param name="seed">Any number from 0.</param>
    /// <param name="banks">Number of banks, 1 or more.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public static FarmLoans Generate(int rows, int seed, int banks, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        ArgumentOutOfRangeException.ThrowIfLessThan(banks, 1);
        var world = new FarmLoanWorld(seed, banks);
        var loans = new FarmLoans(world, rows);
        // Whole rounds of the bank slots, so that bank sizes keep their ratio across chunks.
        int slots = world.BankSlots.Count;
        int chunkRows = (RowsPerChunk + slots - 1) / slots * slots;
        int chunks = (int)(((long)rows + chunkRows - 1) / chunkRows);
        Parallel.For(0, chunks, new ParallelOptions { CancellationToken = cancellationToken }, chunk =>
        {
            int first = chunk * chunkRows;
            FillChunk(loans, new SeededRandom(seed, chunk), first, (int)long.Min((long)first + chunkRows, rows));
        });
        return loans;
    }

    private static void FillChunk(FarmLoans loans, SeededRandom random, int first, int end)
    {
        int[] slots = [.. loans.World.BankSlots];
        Span<double> features = stackalloc double[FarmLoanColumns.All.Count];
        for (int row = first; row < end; row++)
        {
            int slot = (row - first) % slots.Length;
            if (slot == 0)
            {
                random.Shuffle<int>(slots);
            }

            DrawPlace(loans, random, row, slots[slot]);
            DrawFeatures(loans, random, row, features);
            double logit = FarmLoanColumns.Intercept;
            for (int feature = 0; feature < features.Length; feature++)
            {
                loans.Values[feature][row] = features[feature];
                logit += features[feature] * FarmLoanColumns.All[feature].Coefficient;
            }

            loans.Defaults[row] = random.NextBoolean(PortableMath.Sigmoid(logit)) ? (byte)1 : (byte)0;
        }
    }

    /// <summary>Where, what and when: banks differ by county and by crop.</summary>
    private static void DrawPlace(FarmLoans loans, SeededRandom random, int row, int bank)
    {
        FarmLoanWorld world = loans.World;
        int[] home = world.HomeCounties[bank];
        int county = random.NextBoolean(AtHome) ? home[random.Next(home.Length)] : random.Next(world.Counties.Count);
        loans.Banks[row] = bank;
        loans.Counties[row] = county;
        loans.Crops[row] = (byte)DrawCrop(world.Counties[county].CropWeights, favourite: 3 * bank % FarmLoanWorld.Crops.Count, random);
        loans.Seasons[row] = (byte)random.Next(FarmLoanWorld.Seasons.Count);
    }

    private static int DrawCrop(double[] weights, int favourite, SeededRandom random)
    {
        double total = (FavouriteCropWeight - 1) * weights[favourite];
        foreach (double weight in weights)
        {
            total += weight;
        }

        double left = random.NextDouble() * total;
        for (int crop = 0; crop < weights.Length - 1; crop++)
        {
            left -= weights[crop] * (crop == favourite ? FavouriteCropWeight : 1);
            if (left < 0)
            {
                return crop;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>The features of one loan, in the order of <see cref="FarmLoanColumns.All"/>.</summary>
    private static void DrawFeatures(FarmLoans loans, SeededRandom random, int row, Span<double> features)
    {
        County county = loans.World.Counties[loans.Counties[row]];
        Crop crop = FarmLoanWorld.Crops[loans.Crops[row]];
        double means = (0.45 * county.Development) + (0.9 * random.NextNormal());
        double reliability = (0.3 * means) + (0.95 * random.NextNormal());
        loans.KnownTo[row] = DrawKnownTo(reliability, random);

        double plot = Rounded(crop.TypicalPlotMu * PortableMath.Exp((0.3 * means) + (0.5 * random.NextNormal())), 10, 0.5, 300);
        double insurance = Coin(0.1 + crop.Insured + (0.3 * means), random);
        features[0] = plot;
        features[1] = Coin(-0.8 + (0.25 * means), random);
        features[2] = Coin(-0.3 + (0.35 * reliability), random);
        features[3] = Rounded(plot * (70 + (50 * insurance)) * PortableMath.Exp(0.3 * random.NextNormal()), 1, 0, 60_000);
        features[4] = insurance;
        features[5] = Rounded(plot * crop.CostPerMuCny * PortableMath.Exp(0.4 * random.NextNormal()) / 100, 1, 10, 5_000) * 100;
        features[6] = crop.MonthsToHarvest + (3 * random.Next(4));
        features[7] = Coin(0.2 - (0.4 * means), random);
        features[8] = Rounded(loans.World.Weather(loans.Counties[row], loans.Seasons[row]) + (0.4 * random.NextNormal()), 1_000, -6, 6);
        features[9] = Rounded(loans.World.Price(loans.Crops[row], loans.Seasons[row]) + (0.1 * random.NextNormal()), 1_000, -2, 2);
        features[10] = Rounded(PortableMath.Exp(2.6 + (0.4 * means) + (0.5 * random.NextNormal())), 1, 0, 300);
        features[11] = Rounded(60 * PortableMath.Sigmoid(0.3 + (0.5 * reliability) + (0.7 * random.NextNormal())), 1, 0, 60);
        features[12] = Rounded(random.NextExponential() * PortableMath.Exp(-0.1 - (0.5 * reliability)), 1, 0, 12);
        features[13] = Rounded(PortableMath.Exp(1.4 + crop.Marketed + (0.3 * means) + (0.5 * random.NextNormal())), 1, 0, 200);
        features[14] = Rounded(PortableMath.Sigmoid(1.7 + (0.5 * reliability) + (0.7 * random.NextNormal())), 1_000, 0, 1);
    }

    private static byte DrawKnownTo(double reliability, SeededRandom random)
    {
        double bankOnly = 0.16 * PortableMath.Sigmoid(-reliability);
        double draw = random.NextDouble();
        return draw < bankOnly ? (byte)1 : draw < bankOnly + 0.06 ? (byte)2 : (byte)0;
    }

    private static double Coin(double logit, SeededRandom random) => random.NextBoolean(PortableMath.Sigmoid(logit)) ? 1 : 0;

    /// <summary>To a multiple of 1/<paramref name="steps"/>, inside the range, so that a written file holds the very numbers the label came from.</summary>
    private static double Rounded(double value, double steps, double least, double most) =>
        Math.Round(double.Clamp(value, least, most) * steps) / steps;
}
