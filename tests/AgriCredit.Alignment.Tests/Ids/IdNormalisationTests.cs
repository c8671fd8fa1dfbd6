using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgriCredit.Testing;
using CsCheck;

namespace AgriCredit.Alignment.Tests.Ids;

public class IdNormalisationTests
{
    private static readonly JsonElement Vectors = VectorFile.Read("id-normalisation.json");

    [Theory]
    [InlineData("examples")]
    [InlineData("mixtures")]
    public void Normalise_AgreesWithAnotherImplementation(string part) =>
        Assert.All(Vectors.All(part), vector => Assert.Equal(vector.Text("normalised"), Normalise(vector.Text("id"))));

    [Fact]
    public void Normalise_EveryCodePoint_AgreesWithAnotherImplementation()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Rune rune in AllowedRunes())
        {
            digest.AppendData(Encoding.UTF8.GetBytes(Normalise($"x{rune}y") + "\n"));
        }

        Assert.Equal(Vectors.Text("every_code_point"), Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    [Fact]
    public void Normalise_Twice_IsNormaliseOnce()
    {
        foreach (Rune rune in AllowedRunes().Where(rune => !Rune.IsWhiteSpace(rune)))
        {
            if (Refusal(rune.ToString(), out _) is null)
            {
                string once = Normalise(rune.ToString());
                Assert.Equal(once, Normalise(once));
            }
        }

        Assert.All(Vectors.All("mixtures"), vector => Assert.Equal(vector.Text("normalised"), Normalise(vector.Text("normalised"))));
    }

    [Fact]
    public void UpperCase_IsThatOfInvariantCasing()
    {
        // The long s is s in form KC; and a later Unicode than 14.0, which the run time has, may give a letter an upper case that did not exist.
        Assert.All(
            AllowedRunes().Where(rune => rune.Value != 'ſ' && !UnicodeTables.Instance.IsRefused(Rune.ToUpperInvariant(rune).Value)),
            rune => Assert.Equal(Rune.ToUpperInvariant(rune).Value, UnicodeTables.Instance.Upper(rune.Value)));
    }

    [Fact]
    public void Normalise_CaseAndWidthAndWhiteSpace_DoNotMatter() =>
        Gen.String[Gen.Char['!', '~'], 1, 40].Sample(id =>
        {
            string wide = new([.. id.Select(character => (char)(character + 0xFEE0))]);
            string expected = id.ToUpperInvariant();
            return Normalise(id) == expected && Normalise(id.ToLowerInvariant()) == expected && Normalise($" {id}\t") == expected && Normalise($"\u3000{wide}\u00A0") == expected;
        });

    [Theory]
    [InlineData("007", "7")]
    [InlineData("AB-1", "AB1")]
    [InlineData("A B", "AB")]
    [InlineData("O1", "01")]
    public void Normalise_IdsThatDiffer_StayDifferent(string first, string second) => Assert.NotEqual(Normalise(first), Normalise(second));

    [Fact]
    public void BadIds_AreRefusedWithReasonAndPosition()
    {
        foreach (JsonElement vector in Vectors.All("bad_ids"))
        {
            Assert.Equal(Enum.Parse<ApplicantIdRefusal>(vector.Text("refusal")), Refusal(vector.Text("id"), out int? position));
            JsonElement expected = vector.GetProperty("position");
            Assert.Equal(expected.ValueKind == JsonValueKind.Null ? null : expected.GetInt32(), position);
        }
    }

    [Fact]
    public void HalfASurrogatePair_IsRefused()
    {
        // Built here: text in an attribute is UTF-8 and cannot hold one.
        Assert.Equal(ApplicantIdRefusal.UnknownCharacter, Refusal("12" + '\uD835', out int? last));
        Assert.Equal(2, last);
        Assert.Equal(ApplicantIdRefusal.UnknownCharacter, Refusal('\uDFD8' + "x", out int? first));
        Assert.Equal(0, first);
    }

    [Fact]
    public void IdsOfTheLongestLength_AreTaken()
    {
        Assert.Equal(new string('X', 256), Normalise(new string('x', 256)));
        Assert.Equal(new string('É', 128), Normalise(new string('é', 128)));
        Assert.Equal(new string('É', 128), Normalise(string.Concat(Enumerable.Repeat("e\u0301", 128))));
    }

    private static IEnumerable<Rune> AllowedRunes() =>
        Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Where(value => !UnicodeTables.Instance.IsRefused(value)).Select(value => new Rune(value));

    private static string Normalise(string id)
    {
        byte[] bytes = new byte[ApplicantIds.LengthLimit];
        ApplicantIdRefusal? refusal = IdNormalisation.TryNormalise(id, bytes, out int length, out _);
        Assert.True(refusal is null, string.Create(CultureInfo.InvariantCulture, $"{refusal}: {string.Join(' ', id.Select(character => $"{(int)character:X4}"))}"));
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static ApplicantIdRefusal? Refusal(string id, out int? position) =>
        IdNormalisation.TryNormalise(id, new byte[ApplicantIds.LengthLimit], out _, out position);
}
