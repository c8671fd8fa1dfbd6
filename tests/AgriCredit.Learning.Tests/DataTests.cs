namespace AgriCredit.Learning.Tests;

public class DataTests
{
    [Fact]
    public void DatasetKeepsSelectsAndConcatenatesRows()
    {
        var rows = new Dataset(["a", "b"], [[1, 2, double.NaN], [4, 5, 6]], [0, 1, 1]);
        Dataset picked = rows.Select([2, 0, 0]);
        Assert.Equal([double.NaN, 1, 1], picked.Column(0).ToArray());
        Assert.Equal([1, 0, 0], picked.Labels.ToArray());
        Assert.Equal(1, picked.DefaultCount);
        Dataset joined = Dataset.Concatenate([picked, rows]);
        Assert.Equal([6, 4, 4, 4, 5, 6], joined.Column(1).ToArray());
        Assert.Equal((6, 2, 3), (joined.RowCount, joined.FeatureCount, joined.DefaultCount));
    }

    [Fact]
    public void DatasetRefusesWhatItCannotMean()
    {
        Refused("Feature 'a' occurs twice", () => new Dataset(["a", "a"], [[1], [1]], [0]));
        Refused("name is empty", () => new Dataset([" "], [[1]], [0]));
        Refused("1 columns for 2 feature names", () => new Dataset(["a", "b"], [[1]], [0]));
        Refused("Feature 'a' has 2 rows; there are 1 labels", () => new Dataset(["a"], [[1, 2]], [0]));
        Refused("Feature 'b', row 1: the value is infinite", () => new Dataset(["a", "b"], [[1, 2], [3, double.NegativeInfinity]], [0, 1]));
        Refused("Row 1: the label is 2", () => new Dataset(["a"], [[1, 2]], [0, 2]));
        Refused("Data set 1 has other features", () => Dataset.Concatenate([new Dataset(["a"], [[]], []), new Dataset(["b"], [[]], [])]));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => new Dataset(["a"], [[1]], [0]).Select([1]));
    }

    [Fact]
    public void StandardisationSkipsMissingValuesAndSurvivesALargeMean()
    {
        double[] far = [.. Enumerable.Range(0, 10_001).Select(row => 1e9 + (row % 3))];
        double[] gaps = [.. Enumerable.Range(0, 10_001).Select(row => row % 2 == 0 ? double.NaN : row % 4)];
        Standardisation scale = Standardisation.FromRows(new Dataset(["far", "gaps"], [far, gaps], new byte[10_001]));
        double[] near = [.. far.Select(value => value - 1e9)];
        double mean = near.Average();
        Assert.Equal(1e9 + mean, scale.Means[0], 1e-6);
        Assert.Equal(Math.Sqrt(near.Average(value => Math.Pow(value - mean, 2))), scale.StandardDeviations[0], 1e-7);

        // 5,000 present values, half 1 and half 3; the 5,001 missing ones count as their mean, 2.
        Assert.Equal(2, scale.Means[1]);
        Assert.Equal(Math.Sqrt(5000.0 / 10_001), scale.StandardDeviations[1], 1e-14);
    }

    [Fact]
    public void ConstantFeaturesAreSeenThroughRounding()
    {
        double[] tenths = new double[1001];
        Array.Fill(tenths, 0.1);
        double[] empty = new double[1001];
        Array.Fill(empty, double.NaN);
        double[] small = [.. Enumerable.Range(0, 1001).Select(row => 1e-12 * row)];
        Standardisation scale = Standardisation.FromRows(new Dataset(["tenths", "empty", "small"], [tenths, empty, small], new byte[1001]));
        Assert.True(scale.IsConstant(0));
        Assert.True(scale.IsConstant(1));
        Assert.False(scale.IsConstant(2));
        Assert.Throws<ArgumentException>("rows", () => Standardisation.FromRows(new Dataset(["a"], [[]], [])));
        Assert.Throws<ArgumentException>("standardDeviations", () => new Standardisation([0], []));
        Assert.Throws<ArgumentException>("means", () => new Standardisation([0], [-1]));
    }

    [Fact]
    public void DesignMatrixStandardisesAndPutsTheMeanForMissingValues()
    {
        var rows = new Dataset(["a", "b"], [[1, 2, double.NaN], [40, 50, 90]], [0, 1, 1]);
        DesignMatrix matrix = DesignMatrix.Create(rows, new Standardisation([3, 60], [2, 10]));
        double[] values = new double[2];
        matrix.CopyRow(0, values);
        Assert.Equal([-1, -2], values);
        matrix.CopyRow(2, values);
        Assert.Equal([0, 3], values);
        Assert.Equal((1, 3), (matrix.MaxAbsolute(0), matrix.MaxAbsolute(1)));
        Assert.Equal((3, 2, 3), (matrix.RowCount, matrix.FeatureCount, matrix.Dimension));
        Assert.Throws<ArgumentOutOfRangeException>("row", () => matrix.CopyRow(3, values));
        Assert.Throws<ArgumentException>("destination", () => matrix.CopyRow(0, new double[1]));
    }

    [Fact]
    public void DesignMatrixRefusesAConstantAForeignScaleAndAnOverflow()
    {
        var rows = new Dataset(["a", "b"], [[1, 2], [1e300, 5]], [0, 1]);
        Refused("Feature 'b' is constant", () => DesignMatrix.Create(rows, new Standardisation([0, 0], [1, 0])));
        Refused("The scale has 1 features; the rows have 2", () => DesignMatrix.Create(rows, Standardisation.Identity(1)));
        Refused("Feature 'b' overflows", () => DesignMatrix.Create(rows, new Standardisation([0, 0], [1, 1e-10])));
        Refused("different features", () => DesignMatrix.Concatenate([SyntheticRows.AsIs(rows), SyntheticRows.AsIs([0], [1.0])]));
    }

    private static void Refused(string message, Func<object> action) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
