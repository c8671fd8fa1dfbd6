namespace AgriCredit.Tests.Cards;

public class ModelCardTests
{
    [Fact]
    public void Card_SaysWhatTheModelIs()
    {
        string card = ModelCard.Create(TestModels.Smallholder(), new ModelCardFacts
        {
            Purpose = "First decision on loans of smallholders.",
            Data = "7,659 loans.",
            Metrics = [new("AUC, test rows", 0.7421)],
            Limits = ["Fitted on one country."],
        }).ToMarkdown();
        string[] headings = [.. card.Split('\n').Where(line => line.StartsWith('#'))];
        Assert.Equal(["# Model card: smallholder", "## Purpose", "## Data", "## Parties", "## Score", "## Coefficients", "## Reasons", "## Metrics", "## Limits", "## Privacy"], headings);
        Assert.Contains("First decision on loans", card, StringComparison.Ordinal);
        Assert.Contains("bank-1, 银行-2, session 00ff. Optimizer newton, 8 rounds, aggregation static.", card, StringComparison.Ordinal);
        Assert.Contains("| rain\\_missing |  | 1 where missing, standardised |  | 0.25 | 0.02 |", card, StringComparison.Ordinal);
        Assert.Contains("| term\\_months | month | (x - 83.7) / 71.2 | refused | -1.07 | 0.06 |", card, StringComparison.Ordinal);
        Assert.Contains("| AUC, test rows | 0.7421 |", card, StringComparison.Ordinal);
        Assert.Contains("- Fitted on one country.", card, StringComparison.Ordinal);
        Assert.Contains("rareCategory", card, StringComparison.Ordinal);
    }

    [Fact]
    public void CardOfAScorecard_HasItsPoints()
    {
        string card = ModelCard.Create(TestModels.Scorecard(new ReasonRules(ReasonPolicy.ApprovalCutOff, 560))).ToMarkdown();
        Assert.Contains("Base points 541.9", card, StringComparison.Ordinal);
        Assert.Contains("| age | (-inf, 25) | 0.130435 | -1.20397 | -31.3 |", card, StringComparison.Ordinal);
        Assert.Contains("at the cut-off of 560 points", card, StringComparison.Ordinal);
        Assert.Contains("Not stated.", card, StringComparison.Ordinal);
    }

    [Fact]
    public void MeanBelowZero_IsAdded()
    {
        var model = new CreditModel(
            [new ModelFeature("weather", new StandardiseTransform(-0.5, 2))], 0, [1], new ScorecardScaling(), new ModelProvenance { Scenario = "s", Parties = [], Rounds = 0, Optimizer = "newton" });
        Assert.Contains("| weather |  | (x + 0.5) / 2 |", ModelCard.Create(model).ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesFromAFile_CannotBecomeMarkup()
    {
        var model = new CreditModel(
            [new ModelFeature("<img src=x>|`a`", IdentityTransform.Instance)], 0, [1], new ScorecardScaling(),
            new ModelProvenance { Scenario = "# [x](y)", Parties = [], Rounds = 0, Optimizer = "newton" });
        string card = ModelCard.Create(model).ToMarkdown();
        Assert.DoesNotContain("<img", card.Replace("\\<img", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("\\<img src=x\\>\\|\\`a\\`", card, StringComparison.Ordinal);
        Assert.Contains("The model gives no reasons.", card, StringComparison.Ordinal);
    }
}
