using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgriCredit.AspNetCore.Tests.Support;
using CsCheck;

namespace AgriCredit.AspNetCore.Tests;

public class ParserTests
{
    private static readonly string[] Values =
        ["null", "true", "0", "-0", "1", "-1.5", "0.1", "12345678901234567", "1e3", "1E-3", "2.5e+2", "1e400", "-999", "01", "+1", ".5", "1.", "1e", "\"rice\"", "\"棉花\"", "\"owned\"", "\"rented\"", "\"oats\"", "\"\\u0072ice\"", "[]", "{}", "{\"value\":3,\"unit\":\"ha\"}", "nul", "\"open"];

    [Fact]
    public void FewDigitsAndMany_ReadAsTheReaderOfTokensReadsThem()
    {
        Gen<string> text = Gen.Select(Gen.Double, Gen.Int[0, 20], Gen.Int[0, 3], (value, digits, form) => form switch
        {
            0 => value.ToString("R", CultureInfo.InvariantCulture),
            1 => value.ToString($"E{digits}", CultureInfo.InvariantCulture),
            2 => (value % 1e9).ToString($"F{digits}", CultureInfo.InvariantCulture),
            _ => Math.Round(value % 1e6, digits % 6).ToString("R", CultureInfo.InvariantCulture),
        }).Where(number => !number.Contains('N') && !number.Contains('∞'));
        text.Sample(
            number =>
            {
                byte[] json = Encoding.ASCII.GetBytes(number);
                var reader = new Utf8JsonReader(json);
                reader.Read();
                foreach (string end in new[] { "", ",", ",\"area\":1}", "}\n{\"area\":2}" })
                {
                    int length = JsonNumber.Read([.. json, .. Encoding.ASCII.GetBytes(end)], out double value);
                    Assert.Equal((json.Length, BitConverter.DoubleToInt64Bits(reader.GetDouble())), (length, BitConverter.DoubleToInt64Bits(value)));
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void AnyCharactersOfNumbers_AreReadAsFarAsTheyAreOneWhateverFollows()
    {
        int read = 0;
        Gen.Char["0123456789.eE+-"].Array[1, 12].Sample(
            characters =>
            {
                string text = new(characters);
                byte[] longest = Encoding.ASCII.GetBytes(Regex.Match(text, @"^-?[0-9]*(\.[0-9]*)?([eE][+-]?[0-9]*)?", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Value);
                double? expected = ReadToken(longest);
                foreach (string end in new[] { "", "        " })
                {
                    int length = JsonNumber.Read(Encoding.ASCII.GetBytes(text + end), out double value);
                    Assert.Equal(expected is null ? 0 : longest.Length, length);
                    Assert.Equal(BitConverter.DoubleToInt64Bits(expected ?? 0), BitConverter.DoubleToInt64Bits(length == 0 ? 0 : value));
                }

                Interlocked.Add(ref read, expected is null ? 0 : 1);
            },
            iter: 50_000);
        Assert.True(read > 5_000, $"only {read} texts were numbers");
    }

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("-.5")]
    public void TextThatIsNoJsonNumber_IsNotRead(string text) => Assert.Equal(0, JsonNumber.Read(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void WhatTheParserReads_TheReaderReadsToTheSameBits()
    {
        CreditModel model = TestModels.Mixed();
        var scorer = new CreditScorer(model);
        var layout = new InputLayout(scorer);
        string[] names = [.. model.Inputs, "loan_id", "colour"];
        int read = 0;
        string[][] likely = [["3.5", "0", "1e1", "100"], ["12000", "1", "null"], ["-999", "2", "null"], ["\"rice\"", "\"棉花\"", "\"wheat\""], ["\"owned\"", "\"rented\""], ["1", "0", "null"]];
        Gen<string> member = Gen.Select(OneOf(names), OneOf(Values), OneOf("", " ", "\t"), (name, value, space) => $"{space}\"{name}\"{space}:{space}{value}{space}");
        Gen<string> applicant = Gen.Select(Gen.Int[0, 999].Array[6], member, Gen.Int[0, 20], (numbers, other, change) =>
        {
            List<string> members = [.. numbers.Index().Where(one => one.Item < 900).Select(one => $"\"{names[one.Index]}\": {likely[one.Index][one.Item % likely[one.Index].Length]}")];
            if (change <= members.Count)
            {
                members.Insert(change, other);
            }

            return "{" + string.Join(",", members) + "}";
        });
        applicant.Sample(
            text =>
            {
                byte[] json = Encoding.UTF8.GetBytes(text);
                var parser = new ApplicantParser(layout);
                double[] values = new double[layout.Count];
                if (!parser.TryRead(json, values))
                {
                    return;
                }

                Interlocked.Increment(ref read);
                Applicant? expected = ApplicantReader.Read(json, layout, order: null, out _);
                if (expected is null)
                {
                    // A value that the model refuses, and nothing else.
                    Assert.False(scorer.TryScore(values, out _));
                    return;
                }

                Assert.Equal(expected.Values.ToArray().Select(BitConverter.DoubleToInt64Bits), values.Select(BitConverter.DoubleToInt64Bits));
            },
            iter: 20_000);
        Assert.True(read > 2_000, $"only {read} applicants were read");
    }

    [Theory]
    [InlineData("""{"area": 4.25, "amount": null, "delays": 0, "crop": "rice", "tenure": "owned", "insured": true, "loan_id": "L-1"}""", 0, 1)]
    [InlineData("""{"area": 4.25, "crop": "oats", "tenure": "owned", "insured": false, "loan_id": 71}""", 3, 0)]
    [InlineData("""{"area":4.25,"crop":"","tenure":"owned","insured":0,"loan_id":null}""", 3, 0)]
    public void UsualApplicants_AreReadAtOnce(string json, double crop, double insured)
    {
        double[] values = new double[6];
        Assert.True(new ApplicantParser(new InputLayout(new CreditScorer(TestModels.Mixed()))).TryRead(Encoding.UTF8.GetBytes(json), values));
        Assert.Equal((4.25, crop, 0, insured), (values[0], values[3], values[4], values[5]));
    }

    [Fact]
    public void IdInFront_IsPassedOverOnceTheOrderIsKnown()
    {
        var layout = new InputLayout(new CreditScorer(TestModels.Mixed()));
        var parser = new ApplicantParser(layout);
        byte[] json = """{"loan_id": "L-1", "area": 4.25, "crop": "rice", "tenure": "owned"}"""u8.ToArray();
        double[] values = new double[6];
        Assert.False(parser.TryRead(json, values));
        var order = new List<string>();
        Assert.NotNull(ApplicantReader.Read(json, layout, order, out _));
        parser.Expect(order);
        Assert.True(parser.TryRead(json, values));
        Assert.Equal([4.25, double.NaN, double.NaN, 0, 0, double.NaN], values);
    }

    [Fact]
    public void NamesInAnyOrder_AreReadOnceTheOrderIsKnown()
    {
        CreditModel model = TestModels.Mixed();
        var parser = new ApplicantParser(new InputLayout(new CreditScorer(model)));
        byte[] json = """{"tenure": "owned", "crop": "rice", "area": 4.25}"""u8.ToArray();
        double[] values = new double[6];
        Assert.False(parser.TryRead(json, values));
        parser.Expect(["tenure", "colour", "crop", "area"]);
        Assert.True(parser.TryRead(json, values));
        Assert.Equal([4.25, double.NaN, double.NaN, 0, 0, double.NaN], values);
    }

    // Null where it is no number.
    private static double? ReadToken(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            return !reader.Read() || reader.TokenType != JsonTokenType.Number ? null : reader.TryGetDouble(out double value) ? value : double.PositiveInfinity;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
