using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace AgriCredit.Learning.MLNet;

/// <summary>Makes an ML.NET linear model from weights. ML.NET can continue from a model but has no public way to make one that it did not train.</summary>
/// <remarks>Binds to a constructor that is internal in Microsoft.ML 5.0.1; the package's version is pinned, and a test fails if the constructor goes or changes.</remarks>
internal static class WarmStart
{
    public static LinearBinaryModelParameters Model(MLContext context, ReadOnlySpan<float> weights, float bias)
    {
        var buffer = new VBuffer<float>(weights.Length, weights.ToArray());
        return New(context, in buffer, bias, statistics: null);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern LinearBinaryModelParameters New(IHostEnvironment environment, in VBuffer<float> weights, float bias, ModelStatisticsBase? statistics);
}
