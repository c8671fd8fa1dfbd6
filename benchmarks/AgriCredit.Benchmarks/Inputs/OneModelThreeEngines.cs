using AgriCredit.Export;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Trainers;

namespace AgriCredit.Benchmarks.Inputs;

/// <summary>A logistic model of 23 features that ML.NET has trained, as our scorer has it, as ML.NET has it, and as our export in ONNX Runtime. All three give an applicant the same probability.</summary>
internal sealed class OneModelThreeEngines : IDisposable
{
    public const int Features = 23;
    private const int TrainingRows = 20_000;

    /// <summary>ML.NET computes with floats.</summary>
    private const double Tolerance = 1e-6;

    private readonly MLContext _context = new(seed: 1);
    private readonly BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> _trained;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private OneModelThreeEngines(int rows)
    {
        var random = new Random(1);
        _trained = Train(random);
        LinearBinaryModelParameters linear = _trained.Model.SubModel;
        var model = new CreditModel(
            [.. Enumerable.Range(0, Features).Select(feature => new ModelFeature($"x{feature}", IdentityTransform.Instance))],
            linear.Bias,
            [.. linear.Weights.Select(weight => (double)weight)],
            new ScorecardScaling(),
            new ModelProvenance { Scenario = "benchmark", Parties = ["benchmark"], Rounds = 0, Optimizer = "sdca" });
        Scorer = new CreditScorer(model);
        using var file = new MemoryStream();
        OnnxExport.Write(model, file);

        // One thread, as the others have: a batch of this size is not worth more to it either.
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        _session = new InferenceSession(file.ToArray(), options);
        Engine = _context.Model.CreatePredictionEngine<Loan, Prediction>(_trained);
        Rows = [.. Enumerable.Range(0, rows * Features).Select(_ => (double)random.NextSingle())];
        Loans = [.. Enumerable.Range(0, rows).Select(row => new Loan { Values = [.. Rows.Skip(row * Features).Take(Features).Select(value => (float)value)] })];
        View = _context.Data.LoadFromEnumerable(Loans);
        Check();
    }

    public CreditScorer Scorer { get; }

    public PredictionEngine<Loan, Prediction> Engine { get; }

    /// <summary>The applicants, row after row.</summary>
    public double[] Rows { get; }

    /// <summary>The same applicants.</summary>
    public Loan[] Loans { get; }

    private IDataView View { get; }

    public static OneModelThreeEngines Create(int rows) => new(rows);

    /// <summary>Probabilities of the first applicants by ONNX Runtime.</summary>
    public double[] RunOnnx(int rows)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Rows.AsMemory(0, rows * Features), [rows, Features]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, ["values"], [input], ["pd"]);
        return outputs[0].GetTensorDataAsSpan<double>().ToArray();
    }

    /// <summary>Probabilities of all applicants by ML.NET's pipeline.</summary>
    public float[] TransformMLNet() => [.. _trained.Transform(View).GetColumn<float>(nameof(Prediction.Probability))];

    public void Dispose()
    {
        Engine.Dispose();
        _session.Dispose();
        _run.Dispose();
    }

    private BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> Train(Random random)
    {
        Loan[] loans = [.. Enumerable.Range(0, TrainingRows).Select(_ =>
        {
            float[] values = [.. Enumerable.Range(0, Features).Select(_ => random.NextSingle())];
            double logit = -1.5 + values.Select((value, i) => value * (i % 2 == 0 ? 0.4 : -0.3)).Sum();
            return new Loan { Values = values, Default = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) };
        })];
        var options = new SdcaLogisticRegressionBinaryTrainer.Options { LabelColumnName = nameof(Loan.Default), FeatureColumnName = nameof(Loan.Values), NumberOfThreads = 1 };
        return _context.BinaryClassification.Trainers.SdcaLogisticRegression(options).Fit(_context.Data.LoadFromEnumerable(loans));
    }

    private void Check()
    {
        double[] ours = new double[Loans.Length];
        Scorer.ScoreBatch(Rows, ours);
        double[] onnx = RunOnnx(Loans.Length);
        float[] mlnet = TransformMLNet();
        double largest = ours.Select((probability, row) => Math.Max(Math.Abs(probability - onnx[row]), Math.Max(Math.Abs(probability - mlnet[row]), Math.Abs(probability - Engine.Predict(Loans[row]).Probability)))).Max();
        if (!(largest <= Tolerance))
        {
            throw new InvalidOperationException($"The engines differ by {largest:G3}.");
        }
    }

    /// <summary>An applicant as ML.NET takes it.</summary>
    internal sealed class Loan
    {
        [VectorType(Features)]
        public float[] Values { get; set; } = [];

        public bool Default { get; set; }
    }

    /// <summary>What ML.NET says of an applicant.</summary>
    internal sealed class Prediction
    {
        public float Probability { get; set; }
    }
}
