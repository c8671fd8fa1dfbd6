using System.Text.Json;
using AgriCredit.Testing;

namespace AgriCredit.Learning.Tests;

/// <summary>A real data set with its split, scale and reference results.</summary>
internal sealed class LoanSet
{
    public static readonly string[] SbaFeatures = ["term_months", "ln_gr_appv", "guarantee_share", "new_business", "rev_line_cr", "low_doc"];

    private static readonly Dictionary<string, Lazy<LoanSet>> Sets = new()
    {
        ["sba_agri/agri"] = new(() => Sba("sba_agri", "sba_agri.csv", "agri", "block", SbaFeatures)),
        ["sba_agri/agri_no_term"] = new(() => Sba("sba_agri", "sba_agri.csv", "agri_no_term", "block", SbaFeatures[1..])),
        ["sba_banks/banks"] = new(() => Sba("sba_banks", "sba_banks.csv", "banks", "bank", [.. SbaFeatures, "ln1p_no_emp", "urban", "rural"])),
        ["sba_all_sectors/all_sectors"] = new(() => Sba("sba_all_sectors", "sba_all_sectors.csv.gz", "all_sectors", "sector", SbaFeatures)),
        ["default_credit/homo"] = new(DefaultCreditHomo),
        ["default_credit/hetero"] = new(() => Joined("default_credit", "default_credit_hetero_guest.csv.gz", "default_credit_hetero_host.csv.gz")),
        ["breast/hetero"] = new(() => Joined("breast", "breast_hetero_guest.csv", "breast_hetero_host.csv")),
    };

    private LoanSet(Dataset train, Dataset test, string[] trainParties, string[] testParties, Standardisation scale, JsonElement reference)
    {
        (Train, Test, TrainParties, TestParties, Scale, Reference) = (train, test, trainParties, testParties, scale, reference);
        TrainMatrix = DesignMatrix.Create(train, scale);
        TestMatrix = DesignMatrix.Create(test, scale);
    }

    public Dataset Train { get; }

    public Dataset Test { get; }

    public string[] TrainParties { get; }

    public string[] TestParties { get; }

    public Standardisation Scale { get; }

    public JsonElement Reference { get; }

    public DesignMatrix TrainMatrix { get; }

    public DesignMatrix TestMatrix { get; }

    public static LoanSet Named(string name) => Sets[name].Value;

    public static int[] RowsWhere(string[] values, string wanted) => [.. Enumerable.Range(0, values.Length).Where(row => values[row] == wanted)];

    /// <summary>All rows of a set, columns as they are.</summary>
    public DesignMatrix WholeTable() => DesignMatrix.Create(Dataset.Concatenate([Train, Test]), Standardisation.Identity(Train.FeatureCount));

    private static LoanSet Sba(string folder, string file, string reference, string partyColumn, string[] features)
    {
        IReadOnlyDictionary<string, string[]> csv = TestData.ReadCsv(folder, file);
        var all = new Dataset(features, [.. features.Select(feature => SbaColumn(csv, feature))], Labels(csv["default"]));
        string[] parties = csv[partyColumn];
        int[] train = [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 != 0)];
        int[] test = [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 == 0)];
        Dataset trainRows = all.Select(train);
        return new LoanSet(
            trainRows,
            all.Select(test),
            [.. train.Select(row => parties[row])],
            [.. test.Select(row => parties[row])],
            Standardisation.FromRows(trainRows),
            TestData.Reference(folder, "reference", reference + ".json"));
    }

    private static double[] SbaColumn(IReadOnlyDictionary<string, string[]> csv, string feature) => feature switch
    {
        "ln_gr_appv" => [.. Numbers(csv["gr_appv_usd"]).Select(amount => Math.Log(amount))],
        "guarantee_share" => [.. Numbers(csv["sba_appv_usd"]).Zip(Numbers(csv["gr_appv_usd"]), (guaranteed, approved) => guaranteed / approved)],
        "ln1p_no_emp" => [.. Numbers(csv["no_emp"]).Select(employees => Math.Log(1 + employees))],
        "urban" => [.. csv["urban_rural"].Select(code => code == "1" ? 1.0 : 0)],
        "rural" => [.. csv["urban_rural"].Select(code => code == "2" ? 1.0 : 0)],
        _ => Numbers(csv[feature]),
    };

    private static LoanSet DefaultCreditHomo()
    {
        string[] names = [.. Enumerable.Range(0, 23).Select(index => $"x{index}")];
        string[] parties = ["guest", "host_1", "host_2"];
        Dataset[] parts = [.. parties.Select(party => Read($"default_credit_homo_{party}.csv.gz"))];
        Dataset test = Read("default_credit_homo_test.csv.gz");
        string[] owners = [.. parties.SelectMany((party, index) => Enumerable.Repeat(party, parts[index].RowCount))];
        return new LoanSet(
            Dataset.Concatenate(parts),
            test,
            owners,
            [.. Enumerable.Repeat("test", test.RowCount)],
            Standardisation.Identity(23),
            TestData.Reference("default_credit", "reference", "homo.json"));

        Dataset Read(string file)
        {
            IReadOnlyDictionary<string, string[]> csv = TestData.ReadCsv("default_credit", file);
            return new Dataset(names, [.. names.Select(name => Numbers(csv[name]))], Labels(csv["y"]));
        }
    }

    private static LoanSet Joined(string folder, string guestFile, string hostFile)
    {
        IReadOnlyDictionary<string, string[]> guest = TestData.ReadCsv(folder, guestFile);
        IReadOnlyDictionary<string, string[]> host = TestData.ReadCsv(folder, hostFile);
        Assert.Equal(guest["id"], host["id"]);
        string[] guestNames = [.. guest.Keys.Where(name => name.StartsWith('x'))];
        string[] hostNames = [.. host.Keys.Where(name => name.StartsWith('x'))];
        var all = new Dataset(
            [.. guestNames.Select(name => "guest_" + name), .. hostNames.Select(name => "host_" + name)],
            [.. guestNames.Select(name => Numbers(guest[name])), .. hostNames.Select(name => Numbers(host[name]))],
            Labels(guest["y"]));
        int[] train = [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 != 0)];
        int[] test = [.. Enumerable.Range(0, all.RowCount).Where(row => row % 5 == 0)];
        return new LoanSet(
            all.Select(train),
            all.Select(test),
            [.. train.Select(_ => "all")],
            [.. test.Select(_ => "all")],
            Standardisation.Identity(all.FeatureCount),
            TestData.Reference(folder, "reference", "hetero.json"));
    }

    private static double[] Numbers(string[] values) => [.. values.Select(double.Parse)];

    private static byte[] Labels(string[] values) => [.. values.Select(byte.Parse)];
}
