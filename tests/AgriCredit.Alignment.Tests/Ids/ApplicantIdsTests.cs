using System.Text;

namespace AgriCredit.Alignment.Tests.Ids;

public class ApplicantIdsTests
{
    [Fact]
    public void Create_KeepsRowOrder()
    {
        using ApplicantIds ids = Exchange.Ids("b", "a", "0042");
        Assert.Equal(3, ids.Count);
        Assert.Equal(["B", "A", "0042"], Enumerable.Range(0, 3).Select(row => Encoding.UTF8.GetString(ids[row])));
    }

    [Fact]
    public void Create_OfNothing_IsEmpty()
    {
        using ApplicantIds ids = Exchange.Ids();
        Assert.Equal(0, ids.Count);
    }

    [Fact]
    public void Create_ManyIds_KeepsAll()
    {
        string[] many = Exchange.Numbered(0, 5000);
        using ApplicantIds ids = Exchange.Ids(many);
        Assert.Equal(many.Select(id => id.ToUpperInvariant()), Enumerable.Range(0, ids.Count).Select(row => Encoding.UTF8.GetString(ids[row])));
    }

    [Fact]
    public void Create_WithDuplicates_CountsThemAndNamesRowsButNoIds()
    {
        ApplicantIdFaults faults = Faults("KM-7", "x", "ｋｍ－７", " km-7", "y", "X", "z");
        Assert.Equal(0, faults.RefusedCount);
        Assert.Equal(2, faults.DuplicatedIdCount);
        Assert.Equal(3, faults.RepeatedRowCount);
        Assert.Equal([new RepeatedId(3, 1), new RepeatedId(4, 1), new RepeatedId(6, 2)], faults.Repeated);
        Assert.Equal(
            "2 of the ids stand on more than one row: row 3 repeats row 1, row 4 repeats row 1, row 6 repeats row 2. "
            + "Alignment needs one row for each applicant; ids are compared without regard to case, width and white space at the ends.",
            faults.Message);
        Assert.DoesNotContain("KM", faults.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Create_WithBadIds_ReportsAllKindsAtOnce()
    {
        ApplicantIdFaults faults = Faults("a", null, "secret\u200bid", "a", "", "x\u0001");
        Assert.Equal(4, faults.RefusedCount);
        Assert.Equal(
            [
                new RefusedId(2, ApplicantIdRefusal.Empty, null), new RefusedId(3, ApplicantIdRefusal.FormatCharacter, 6),
                new RefusedId(5, ApplicantIdRefusal.Empty, null), new RefusedId(6, ApplicantIdRefusal.ControlCharacter, 1),
            ],
            faults.Refused);
        Assert.Equal(1, faults.DuplicatedIdCount);
        Assert.Contains("row 3 (invisible character at position 7)", faults.Message, StringComparison.Ordinal);
        Assert.Contains("row 4 repeats row 1", faults.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", faults.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Create_WithManyFaults_NamesTheFirst()
    {
        ApplicantIdFaults faults = Faults([.. Enumerable.Repeat<string?>(null, 100), .. Enumerable.Repeat("same", 50)]);
        Assert.Equal(100, faults.RefusedCount);
        Assert.Equal(ApplicantIdFaults.NamedLimit, faults.Refused.Count);
        Assert.Equal((1, 49, ApplicantIdFaults.NamedLimit), (faults.DuplicatedIdCount, faults.RepeatedRowCount, faults.Repeated.Count));
        Assert.Equal(new RepeatedId(102, 101), faults.Repeated[0]);
        Assert.Contains("row 5 (empty), ...", faults.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_PrintNoContentAndAreErased()
    {
        ApplicantIds ids = Exchange.Ids("farmer-1");
        Assert.DoesNotContain("FARMER", ids.ToString(), StringComparison.OrdinalIgnoreCase);
        ids.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ids[0].Length);
    }

    [Fact]
    public void Store_Disposed_IsZero()
    {
        var store = new IdStore();
        store.Add("farmer-1"u8);
        store.Dispose();
        Assert.Equal(new byte[8], store[0].ToArray());
    }

    private static ApplicantIdFaults Faults(params string?[] ids)
    {
        Assert.False(ApplicantIds.TryCreate(ids, out ApplicantIds? result, out ApplicantIdFaults? faults));
        Assert.Null(result);
        return faults;
    }
}
