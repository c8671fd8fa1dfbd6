using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace AgriCredit.Tests.Files;

public class CanonicalJsonTests
{
    private static readonly Gen<string> Key = Gen.String[Gen.Int[0, 10].Select(index => "abc\"\\\n\u0001é€\ufb33\u007f"[index]), 0, 3];

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Number_IsAsTheStandardLists(ulong bits, string text) => Assert.Equal(text, CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits)));

    [Fact]
    public void Number_ReadsBackToTheSameDouble() => Gen.Double.Where(double.IsFinite).Sample(
        value => Assert.Equal(value, double.Parse(CanonicalJson.Number(value))), iter: 100_000);

    // RFC 8785, section 3.2.2 and 3.2.3, with the key left out that a digest is never taken over.
    [Fact]
    public void Digest_IsOverTheCanonicalForm()
    {
        const string json = """
            { "sha256": "anything", "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false],
              "keys": {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"} }
            """;
        const string canonical = "{\"keys\":{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"},"
            + "\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        Assert.Equal(Sha256(canonical), Digest(json));
    }

    // The fast ways of numbers and texts against the plain one: read the double, write it by the standard.
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0.0")]
    [InlineData("1.0")]
    [InlineData("100")]
    [InlineData("-12.5")]
    [InlineData("0.000001")]
    [InlineData("0.0000001")]
    [InlineData("0.00000123")]
    [InlineData("0.000000123")]
    [InlineData("123456789012345")]
    [InlineData("1234567890123456")]
    [InlineData("12345678901234567890")]
    [InlineData("1234567890123456789012")]
    [InlineData("0.10000000000000001")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("1.4999999999999998")]
    [InlineData("1e2")]
    [InlineData("1.5E-3")]
    [InlineData("1e300")]
    [InlineData("1E-7")]
    public void NumberOfAnySpelling_HasTheDigestOfItsCanonicalForm(string spelling)
    {
        using JsonDocument document = JsonDocument.Parse(spelling);
        Assert.Equal(Sha256($"{{\"a\":[{CanonicalJson.Number(document.RootElement.GetDouble())}]}}"), Digest($"{{\"a\":[{spelling}]}}"));
    }

    [Fact]
    public void DecimalsOfAnyLength_HaveTheDigestOfTheirCanonicalForm() => Gen.Select(Gen.Decimal, Gen.Double.Where(double.IsFinite)).Sample(
        (number, real) =>
        {
            foreach (string spelling in new[] { number.ToString(System.Globalization.CultureInfo.InvariantCulture), real.ToString("R", System.Globalization.CultureInfo.InvariantCulture) })
            {
                NumberOfAnySpelling_HasTheDigestOfItsCanonicalForm(spelling);
            }
        },
        iter: 20_000);

    // Keys of every kind, in objects small and large, against sorting their names as texts.
    [Fact]
    public void KeysInAnyOrder_HaveTheDigestOfThoseInTheStandardsOrder() => Gen.Dictionary(Key, Gen.Int)[0, 40].Array[0, 3].Sample(objects =>
    {
        string json = $"{{\"objects\": [{string.Join(", ", objects.Select(members => $"{{{string.Join(", ", members.Select(member => $"{JsonSerializer.Serialize(member.Key)}: {member.Value}"))}}}"))}]}}";
        string canonical = $"{{\"objects\":[{string.Join(",", objects.Select(members => $"{{{string.Join(",", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{Quoted(member.Key)}:{member.Value}"))}}}"))}]}}";
        Assert.Equal(Sha256(canonical), Digest(json));
    });

    [Theory]
    [InlineData("""{"a":1,"a":1}""", "a")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""", "a")]
    [InlineData("""{"o":{"\u00e9":1,"é":2}}""", "é")]
    [InlineData("""{"sha256":1,"sha256":2}""", "sha256")]
    [InlineData("""{"a":[{"sha256":1,"sha256":2}]}""", "sha256")]
    public void KeyThatIsThereTwice_IsRefused(string json, string key) =>
        Assert.Contains($"'{key}'", Assert.Throws<JsonException>(() => Digest(json)).Message, StringComparison.Ordinal);

    private static string Quoted(string key) => $"\"{key.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\u0001", "\\u0001")}\"";

    private static string Digest(string json) => CanonicalJson.Digest(Encoding.UTF8.GetBytes(json), default, "sha256");

    private static string Sha256(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
}
