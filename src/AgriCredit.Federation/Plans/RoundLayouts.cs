using AgriCredit.Learning;
using AgriCredit.Privacy;

namespace AgriCredit.Federation;

/// <summary>The layout of each kind of round: scales and bounds that follow from the plan and the public model alone, so that every member computes the same.</summary>
/// <remarks>Bounds are those of one party's sum over at most W = 2^rowsExponent rows. Source: PROTOCOL 2.3, 3.1, 3.3.</remarks>
internal static class RoundLayouts
{
    /// <summary>Fewest fractional bits of a gradient, Hessian or model change: below it Newton's steps no longer settle to 1e-4.</summary>
    public const int MinFractionalBits = 12;

    /// <summary>Most fractional bits a plan may ask for.</summary>
    public const int MaxFractionalBits = 40;

    /// <summary>f of a weighted model change (PROTOCOL 3.2).</summary>
    private const int DeltaFractionalBits = 16;

    /// <summary>|x - mean| is at most twice 2^e, so its square over 2^2e at most 4.</summary>
    private const double SquaredDistanceBound = 4;

    public static VectorLayout? Means(SessionPlan plan)
    {
        double rows = RowBound(plan);
        int imputed = plan.Features.Count(feature => feature.Imputed);
        return Build(
            plan.Parties.Count,
            [
                Count("rows", rows),
                Count("defaults", rows),
                new Request("columnSums", plan.Features.Count, rows, VectorPart.MaxFractionalBits, MinFractionalBits),
                .. imputed == 0 ? Array.Empty<Request>() : [new Request("present", imputed, rows, 0, 0)],
            ]);
    }

    public static VectorLayout? Variances(SessionPlan plan) =>
        Build(
            plan.Parties.Count,
            [Count("rows", RowBound(plan)), new Request("squaredDistances", plan.Features.Count, SquaredDistanceBound * RowBound(plan), VectorPart.MaxFractionalBits, MinFractionalBits)]);

    /// <summary>The layout of an optimiser's sums at its present weights; null when no scale fits (<c>PlanOverflow</c>).</summary>
    public static VectorLayout? Sums(SessionPlan plan, IReadOnlyList<SumPart> parts, ReadOnlySpan<double> weights)
    {
        double rows = RowBound(plan);
        double bound = plan.ValueBound;
        double norm = 0;
        foreach (double weight in weights)
        {
            norm += Math.Abs(weight);
        }

        if (!double.IsFinite(norm))
        {
            return null;
        }

        int bits = plan.FractionalBits;
        return Build(plan.Parties.Count, parts.Select(part => part.Kind switch
        {
            SumKind.Rows => Count("rows", rows),

            // |z| <= |w|_1 B, since B >= 1 bounds the intercept's column too.
            SumKind.Loss => new Request("loss", part.Length, rows * ((norm * bound) + 1), bits, 0),
            SumKind.Gradient => new Request("gradient", part.Length, rows * bound, bits, MinFractionalBits),
            SumKind.Hessian => new Request("hessian", part.Length, rows * bound * bound / 4, bits, MinFractionalBits),
            SumKind.Delta => new Request("delta", part.Length, rows * bound, DeltaFractionalBits, MinFractionalBits),
            _ => throw new ArgumentOutOfRangeException(nameof(parts), part.Kind, "Unknown kind of sum."),
        }));
    }

    private static double RowBound(SessionPlan plan) => Math.ScaleB(1, plan.RowsExponent);

    private static Request Count(string name, double rows) => new(name, 1, rows, 0, 0);

    private static VectorLayout? Build(int parties, IEnumerable<Request> requests)
    {
        var parts = new List<VectorPart>();
        foreach (Request request in requests)
        {
            if (VectorPart.LargestFractionalBits(parties, request.Bound, request.MostBits) is not { } bits || bits < request.FewestBits)
            {
                return null;
            }

            parts.Add(new VectorPart(request.Name, request.Length, bits, request.Bound));
        }

        return new VectorLayout(parties, parts);
    }

    private readonly record struct Request(string Name, int Length, double Bound, int MostBits, int FewestBits);
}
