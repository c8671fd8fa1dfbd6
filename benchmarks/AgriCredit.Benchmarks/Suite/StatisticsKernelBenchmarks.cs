using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Learning;
using BenchmarkDotNet.Attributes;

namespace AgriCredit.Benchmarks.Suite;

/// <summary>One pass over the rows for loss, gradient and Hessian: all processors against one.</summary>
public class StatisticsKernelBenchmarks
{
    private DesignMatrix? _design;
    private double[] _weights = [];
    private double[] _gradient = [];
    private double[] _hessian = [];

    /// <summary>Rows.</summary>
    [Params(10_000, 100_000)]
    public int Rows { get; set; }

    /// <summary>Features, without the intercept.</summary>
    [Params(8, 23, 50)]
    public int Features { get; set; }

    /// <summary>Makes seeded rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Dataset rows = SyntheticLoans.Create(Rows, Features, parties: 1)[0];
        _design = DesignMatrix.Create(rows, Standardisation.FromRows(rows));
        _weights = new double[_design.Dimension];
        _gradient = new double[_design.Dimension];
        _hessian = new double[StatisticsKernel.PackedLength(_design.Dimension)];
    }

    /// <summary>On one processor.</summary>
    [Benchmark(Baseline = true)]
    public double OneThread() => StatisticsKernel.Evaluate(_design!, _weights, StatisticsOrder.Hessian, _gradient, _hessian, maxThreads: 1);

    /// <summary>On all; the same bits.</summary>
    [Benchmark]
    public double AllThreads() => StatisticsKernel.Evaluate(_design!, _weights, StatisticsOrder.Hessian, _gradient, _hessian);
}
