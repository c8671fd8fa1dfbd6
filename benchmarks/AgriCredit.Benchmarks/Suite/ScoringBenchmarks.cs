using AgriCredit.Benchmarks.Inputs;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>The same logistic model of 23 features in our scorer, in ML.NET and in ONNX Runtime, each on one thread: one applicant, and ten thousand.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class ScoringBenchmarks
{
    private const string One = "one applicant";
    private const string Many = "10,000 applicants";
    private const int Applicants = 10_000;
    private readonly double[] _probabilities = new double[Applicants];
    private OneModelThreeEngines? _engines;

    /// <summary>Trains the model, and checks that all engines give the same probabilities.</summary>
    [GlobalSetup]
    public void Setup() => _engines = OneModelThreeEngines.Create(Applicants);

    /// <summary>Releases the engines.</summary>
    [GlobalCleanup]
    public void Cleanup() => _engines?.Dispose();

    /// <summary>Our scorer, with points.</summary>
    [BenchmarkCategory(One)]
    [Benchmark(Baseline = true)]
    public CreditScore Scorer() => _engines!.Scorer.Score(_engines.Rows.AsSpan(0, OneModelThreeEngines.Features));

    /// <summary>ML.NET's prediction engine.</summary>
    [BenchmarkCategory(One)]
    [Benchmark]
    public float MLNetEngine() => _engines!.Engine.Predict(_engines.Loans[0]).Probability;

    /// <summary>ONNX Runtime on our export.</summary>
    [BenchmarkCategory(One)]
    [Benchmark]
    public double OnnxOne() => _engines!.RunOnnx(1)[0];

    /// <summary>Our scorer.</summary>
    [BenchmarkCategory(Many)]
    [Benchmark(Baseline = true)]
    public double ScorerBatch()
    {
        _engines!.Scorer.ScoreBatch(_engines.Rows, _probabilities);
        return _probabilities[0];
    }

    /// <summary>ML.NET's pipeline.</summary>
    [BenchmarkCategory(Many)]
    [Benchmark]
    public float MLNetTransform() => _engines!.TransformMLNet()[0];

    /// <summary>ONNX Runtime on our export.</summary>
    [BenchmarkCategory(Many)]
    [Benchmark]
    public double OnnxBatch() => _engines!.RunOnnx(Applicants)[0];
}
