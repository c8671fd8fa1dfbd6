using System.Text;
using System.Text.Json;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Tests.Results;

public sealed class MetricsJsonTests
{
    private const string SmallText = """
        {
          "scenario": "two-banks",
          "kind": "horizontal",
          "model": {
            "intercept": -2.7128650507607905,
            "coefficients": {
              "term": -1.0752955493168626,
              "农地面积": 0.1
            },
            "standardErrors": {
              "(intercept)": 0.05948602249090749,
              "term": 0.06618528276198526,
              "农地面积": 0.2
            },
            "mean": {
              "term": 119.67977803166313,
              "农地面积": 1E-07
            },
            "standardDeviation": {
              "term": 65.83588872527399,
              "农地面积": 1.5
            }
          },
          "train": {
            "rows": 100,
            "defaults": 9,
            "logLikelihood": -30.5
          },
          "test": {
            "rows": 25,
            "defaults": 2,
            "auc": 0.74,
            "ks": 0.45,
            "gini": 0.48,
            "brier": 0.07,
            "logLoss": 0.26
          },
          "pooled": {
            "test": {
              "rows": 25,
              "defaults": 2,
              "auc": 0.74,
              "ks": 0.45,
              "gini": 0.48,
              "brier": 0.07,
              "logLoss": 0.26
            },
            "seconds": 0.01,
            "maxCoefficientDifference": 1E-10
          },
          "parties": [
            {
              "id": "0",
              "rows": 60,
              "defaults": 9,
              "local": {
                "test": {
                  "rows": 25,
                  "defaults": 2,
                  "auc": 0.7,
                  "ks": null,
                  "gini": null,
                  "brier": 0.08,
                  "logLoss": 0.3
                }
              },
              "ownTest": {
                "local": {
                  "rows": 15,
                  "defaults": 2,
                  "auc": 0.6,
                  "ks": 0.3,
                  "gini": 0.2,
                  "brier": 0.09,
                  "logLoss": 0.31
                },
                "federated": {
                  "rows": 15,
                  "defaults": 2,
                  "auc": 0.65,
                  "ks": 0.3,
                  "gini": 0.3,
                  "brier": 0.09,
                  "logLoss": 0.3
                }
              },
              "bytesSent": 5000,
              "bytesReceived": 4000,
              "messagesSent": 12
            },
            {
              "id": "1",
              "rows": 40,
              "defaults": 0,
              "local": {
                "reason": "one class only"
              },
              "ownTest": null,
              "bytesSent": 5001,
              "bytesReceived": 4000,
              "messagesSent": 12
            }
          ],
          "rounds": 8,
          "converged": true,
          "bytes": 18001,
          "seconds": {
            "load": 0.25,
            "setup": 0.5,
            "training": 0.03125,
            "evaluation": 0.01,
            "total": 0.8
          },
          "aggregation": {
            "mode": "static",
            "fractionalBits": 24,
            "droppedOut": []
          },
          "learnt": [
            {
              "who": "coordinator",
              "what": "sums over both parties"
            }
          ]
        }

        """;

    [Fact]
    public void ToUtf8_SmallRun_IsTheDocumentedText() =>
        Assert.Equal(SmallText.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(MetricsJson.ToUtf8(ExampleRuns.Small)));

    [Fact]
    public void ToUtf8_NothingComputed_WritesNulls()
    {
        RunMetrics run = ExampleRuns.Small with
        {
            Model = ExampleRuns.Small.Model with { StandardErrors = null, Mean = null, StandardDeviation = null },
            Test = null,
            Pooled = null,
            Parties = [ExampleRuns.Small.Parties[0] with { Local = LocalFit.Fitted(null), OwnTest = null }],
        };
        using JsonDocument document = JsonDocument.Parse(MetricsJson.ToUtf8(run));
        JsonElement root = document.RootElement, model = root.GetProperty("model"), party = root.GetProperty("parties")[0];
        Assert.All(new[]
        {
            root.GetProperty("test"), root.GetProperty("pooled"), model.GetProperty("standardErrors"), model.GetProperty("mean"),
            model.GetProperty("standardDeviation"), party.GetProperty("local").GetProperty("test"), party.GetProperty("ownTest"),
        }, value => Assert.Equal(JsonValueKind.Null, value.ValueKind));
    }

    public static TheoryData<string> Runs => ["small", "four", "twenty"];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Parse_WhatWasWritten_GivesTheSameTextAgain(string name)
    {
        RunMetrics run = name switch { "small" => ExampleRuns.Small, "four" => ExampleRuns.FourBlocks, _ => ExampleRuns.TwentyBanks };
        byte[] text = MetricsJson.ToUtf8(run);
        RunMetrics read = MetricsJson.Parse(text);
        Assert.Equal(text, MetricsJson.ToUtf8(read));
        Assert.Equal(run.Model, read.Model);
        Assert.Equal(run.Pooled, read.Pooled);
        Assert.Equal(run.Parties, read.Parties);
    }

    [Theory]
    [InlineData("\"rounds\": 8,", "")]
    [InlineData("\"rounds\": 8", "\"rounds\": \"eight\"")]
    [InlineData("\"scenario\": \"two-banks\"", "\"scenario\": null")]
    [InlineData("\"reason\": \"one class only\"", "\"cause\": \"one class only\"")]
    [InlineData("\"reason\": \"one class only\"", "\"reason\": \"one class only\", \"test\": null")]
    [InlineData("\"term\": -1.0752955493168626,", "\"term\": \"-1\",")]
    [InlineData("\"term\": -1.0752955493168626,", "\"term\": 1, \"term\": 2,")]
    [InlineData("\"term\": -1.0752955493168626,", "\"term\": 1e999,")]
    public void Parse_AnotherShape_IsRefused(string old, string replacement)
    {
        Assert.Contains(old, SmallText, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => MetricsJson.Parse(Encoding.UTF8.GetBytes(SmallText.Replace(old, replacement, StringComparison.Ordinal))));
    }

    [Fact]
    public void FeatureMap_KeepsOrderAndRefusesTwins()
    {
        FeatureMap map = FeatureMap.Create(["z", "a", "m"], [1, 2, 3]);
        Assert.Equal(["z", "a", "m"], map.Select(entry => entry.Key));
        Assert.Equal(2, map.Find("a"));
        Assert.Null(map.Find("b"));
        Assert.Throws<ArgumentException>(() => FeatureMap.Create(["a", "a"], [1, 2]));
        Assert.Throws<ArgumentException>(() => FeatureMap.Create(["a"], [1, 2]));
        Assert.Throws<ArgumentException>(() => FeatureMap.Create(["a"], [double.NaN]));
    }
}
