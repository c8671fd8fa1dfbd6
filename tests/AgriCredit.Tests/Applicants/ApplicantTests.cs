using CsCheck;

namespace AgriCredit.Tests.Applicants;

public partial class ApplicantTests
{
    private static readonly CreditScorer Scorer = new(TestModels.Scorecard());

    [Fact]
    public void SpanBatchNamedAndTyped_GiveTheSameBitsAndReasons() => Gen.Select(Gen.Int[0, 100], Gen.Int[0, 4].Select(crop => new[] { "rice", "wheat", "pepper", "hemp", null }[crop])).Sample((age, crop) =>
    {
        int? stated = age > 90 ? null : age;
        double[] values = [stated ?? double.NaN, Scorer.CategoryCode("crop", crop)];
        CreditScore span = Scorer.Explain(values);
        Assert.Equal(span, Scorer.Score(Scorer.NewApplicant().Set("crop", crop).Set("age", stated ?? double.NaN, "year").Build()));
        BoundScorer<LoanApplication> bound = Scorer.Bind<LoanApplication>();
        var record = new LoanApplication { Age = stated, Crop = crop };
        Assert.Equal(span, bound.Explain(record));
        Assert.Equal(Scorer.Score(values), bound.Score(record));
        var reasons = new ReasonCode[4];
        Assert.Equal(span.Logit, bound.Explain(record, reasons, out int count).Logit);
        Assert.Equal(span.ReasonCodes, reasons[..count]);
        double[] probabilities = new double[2];
        bound.ScoreBatch([record, record], probabilities);
        Assert.Equal([span.ProbabilityOfDefault.Value, span.ProbabilityOfDefault.Value], probabilities);
    });

    [Fact]
    public void LinearModel_ByNameAndAsRecord_GivesTheSameBits() => Gen.Select(Gen.Double[1, 360], Gen.Double[-50, 50], Gen.Double[0, 3]).Sample((term, area, rain) =>
    {
        var scorer = new CreditScorer(TestModels.Smallholder());
        CreditScore span = scorer.Explain([term, area, rain]);
        Assert.Equal(span, scorer.Score(scorer.NewApplicant().Set("rain", rain).Set("term_months", term, "month").Set("plot_area_mu", area, "mu").Build()));
        var record = new Smallholder { TermMonths = term, PlotAreaMu = area, Rain = rain };
        Assert.Equal(span, scorer.Bind<Smallholder>().Explain(record));
        double[] probability = new double[1];
        scorer.Bind<Smallholder>().ScoreBatch([record], probability);
        Assert.Equal(span.ProbabilityOfDefault.Value, probability[0]);
    });

    [Fact]
    public void ValueNotGiven_GoesByTheModelsPolicy()
    {
        Assert.Equal(Scorer.Explain([double.NaN, 0]), Scorer.Score(Scorer.NewApplicant().Set("crop", "rice").Build()));
        Assert.Equal(Scorer.Explain([double.NaN, 0]), Scorer.Score(Scorer.NewApplicant().Set("crop", "rice").SetMissing("age").Build()));
        var linear = new CreditScorer(TestModels.Smallholder());
        Assert.False(linear.NewApplicant().Set("rain", 1).TryBuild(out Applicant? none, out IReadOnlyList<ApplicantFault> faults));
        Assert.Null(none);
        Assert.Equal(("term_months", ApplicantFaultReason.Missing), (Assert.Single(faults).Input, faults[0].Reason));
    }

    [Fact]
    public void AllFaults_AreReportedTogetherWithoutValues()
    {
        var linear = new CreditScorer(TestModels.Smallholder());
        ApplicantBuilder builder = linear.NewApplicant()
            .Set("term_months", 1234567, "year").Set("plot_area_mu", "much").Set("rain", 1).Set("rain", 2).Set("wind", 1);
        Assert.False(builder.TryBuild(out _, out IReadOnlyList<ApplicantFault> faults));
        Assert.Equal(
            [
                ("term_months", ApplicantFaultReason.WrongUnit), ("plot_area_mu", ApplicantFaultReason.WrongType), ("rain", ApplicantFaultReason.GivenTwice), ("wind", ApplicantFaultReason.UnknownInput),
            ],
            faults.Select(fault => (fault.Input, fault.Reason)));
        string message = Assert.Throws<ArgumentException>(builder.Build).Message;
        Assert.All(faults, fault => Assert.Contains(fault.Message, message, StringComparison.Ordinal));
        Assert.DoesNotContain("1234567", message, StringComparison.Ordinal);

        Assert.Equal(ApplicantFaultReason.WrongType, Fault(Scorer.NewApplicant().Set("crop", 1)).Reason);
        Assert.Equal(ApplicantFaultReason.OutOfRange, Fault(Scorer.NewApplicant().Set("age", double.PositiveInfinity)).Reason);
        var closed = new CreditScorer(new CreditModel(
            [new ModelFeature("crop", new WoeTransform([WoeBin.OfCategories(["rice"], 1)]))], 0, [-1], new ScorecardScaling(), TestModels.Provenance));
        Assert.Equal(ApplicantFaultReason.UnknownCategory, Fault(closed.NewApplicant().Set("crop", "hemp")).Reason);
        Assert.Throws<ArgumentException>(() => closed.CategoryCode("crop", "hemp"));
        Assert.Throws<ArgumentException>(() => closed.CategoryCode("age", "hemp"));

        static ApplicantFault Fault(ApplicantBuilder builder)
        {
            Assert.False(builder.TryBuild(out _, out IReadOnlyList<ApplicantFault> faults));
            return Assert.Single(faults);
        }
    }

    [Fact]
    public void ApplicantOfAnotherModel_IsRefused()
    {
        Applicant applicant = Scorer.NewApplicant().Set("age", 30).Build();
        Assert.Contains("another model", Assert.Throws<ArgumentException>(() => new CreditScorer(TestModels.Scorecard()).Score(applicant)).Message, StringComparison.Ordinal);
        Assert.Equal("Applicant of 2 values", applicant.ToString());
    }

    [Fact]
    public void TypeThatDoesNotFit_IsRefusedWhenBound()
    {
        string message = Assert.Throws<ArgumentException>(() => Scorer.Bind<Smallholder>()).Message;
        Assert.Contains("no property is the input 'age'; no property is the input 'crop'", message, StringComparison.Ordinal);
        Assert.Contains("Rain ('rain') is no input of the model", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => Scorer.Bind<WrongKinds>()).Message;
        Assert.Contains("Age is in 'month', and the input 'age' in 'year'", message, StringComparison.Ordinal);
        Assert.Contains("Crop is a Number, and the input 'crop' a Category", message, StringComparison.Ordinal);
    }

    [Fact]
    public void TypedScoring_AllocatesNothing()
    {
        BoundScorer<LoanApplication> bound = Scorer.Bind<LoanApplication>();
        var record = new LoanApplication { Age = 30, Crop = "pepper" };
        LoanApplication[] records = [record, record];
        double[] probabilities = new double[2];
        var reasons = new ReasonCode[4];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            bound.Score(record);
            bound.Explain(record, reasons, out _);
            bound.ScoreBatch(records, probabilities);
        }
    }

    [Fact]
    public void RecordThatCannotBeScored_NamesRowAndFeature()
    {
        BoundScorer<Smallholder> bound = new CreditScorer(TestModels.Smallholder()).Bind<Smallholder>();
        var sound = new Smallholder { TermMonths = 1 };
        var broken = new Smallholder();
        Assert.StartsWith("Feature 'term_months' is missing", Assert.Throws<ArgumentException>(() => bound.Score(broken)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Row 1: feature 'term_months' is missing", Assert.Throws<ArgumentException>(() => bound.ScoreBatch([sound, broken], new double[2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => bound.ScoreBatch([sound], new double[2]));
        Assert.ThrowsAny<ArgumentException>(() => bound.Score(null!));
    }

    [ApplicantRecord]
    internal sealed partial class Smallholder
    {
        public double? TermMonths { get; init; }

        public double? PlotAreaMu { get; init; }

        public double? Rain { get; init; }
    }

    [ApplicantRecord]
    internal sealed partial class WrongKinds
    {
        [ApplicantInput(Unit = "month")]
        public int Age { get; init; }

        public int Crop { get; init; }
    }
}
