using AgriCredit.Harness.Data;
using AgriCredit.Harness.Simulation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Tests.Hosting;

public sealed class RowsFileTests
{
    [Fact]
    public void Rows_ComeBackBitByBit()
    {
        using var folder = new TemporaryFolder();
        double[] odd = [0.1, -0.0, 0.0, double.NaN, double.Epsilon, double.MaxValue, -1.0 / 3, Math.BitIncrement(1), -0.0];
        var rows = new Dataset(["it's \"odd\"", "other"], [odd, [.. odd.Select((_, row) => (double)row)]], [0, 1, 0, 1, 0, 1, 0, 1, 1]);
        RowsFile.Write(rows, rows.FeatureNames, "de fault", folder.PathOf("rows.parquet"), CancellationToken.None);
        using var session = new DuckDbSession(folder.Path);
        using DuckDbQuery query = DuckDbQuery.Run(session, RowsFile.Query(rows.FeatureNames, "de fault", "rows.parquet"), "rows", CancellationToken.None);
        LoanColumns read = query.Read([.. rows.FeatureNames, "de fault"], [], [], CancellationToken.None);

        Assert.Equal(odd.Select(BitConverter.DoubleToInt64Bits), read.Numbers["it's \"odd\""].Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(rows.Labels.ToArray().Select(label => (double)label), read.Numbers["de fault"]);
    }
}
