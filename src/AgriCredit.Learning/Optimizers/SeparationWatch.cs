namespace AgriCredit.Learning;

/// <summary>Notices quasi-separation from Newton's own steps.</summary>
/// <remarks>
/// Along a direction in which the likelihood rises without end it does so like -exp(-t): Newton moves by about the same amount every round while the curvature
/// falls by e, so the standard error explodes. A fit that converges has steps that shrink. A rare default far from the start looks the same for some rounds,
/// with a Newton decrement s'Hs above 1; so certainty also asks for a decrement that no remaining row of the other class could explain.
/// Cf. Albert and Anderson 1984, section 3; Heinze and Schemper 2002.
/// </remarks>
internal sealed class SeparationWatch
{
    private const double SteadyStep = 0.7;
    private const double FallingCurvature = 0.75;
    private const double NegligibleDecrement = 1e-2;
    private const double InterceptAlone = 0.5;
    private const int SuspectedRounds = 2;
    private const int LikelyRounds = 3;
    private const int CertainRounds = 5;
    private double _lastStep;
    private double _lastCurvature = double.NaN;
    private double _decrement = double.NaN;
    private int _steadyRounds;

    /// <summary>The weight that drifts, 0 for the intercept.</summary>
    public int Index { get; private set; }

    /// <summary>Enough to explain a curvature that vanished altogether.</summary>
    public bool IsSuspected => _steadyRounds >= SuspectedRounds;

    /// <summary>Enough to explain that the rounds ran out.</summary>
    public bool IsLikely => _steadyRounds >= LikelyRounds;

    /// <summary>Enough to stop.</summary>
    public bool IsCertain => _steadyRounds >= CertainRounds && _decrement < NegligibleDecrement;

    /// <summary>Forgets the steps so far, as after a halved one.</summary>
    public void Reset()
    {
        _steadyRounds = 0;
        _lastCurvature = double.NaN;
    }

    /// <summary>Takes in a full step and the curvature it was computed from.</summary>
    public void Observe(ReadOnlySpan<double> step, ReadOnlySpan<double> hessian)
    {
        // Where the rows without a flag are separated, the intercept goes one way and the flag the other, by the same amount: then it is the flag's doing.
        int largest = 0;
        for (int index = 1; index < step.Length; index++)
        {
            largest = Math.Abs(step[index]) > (largest == 0 ? InterceptAlone * Math.Abs(step[0]) : Math.Abs(step[largest])) ? index : largest;
        }

        double size = Math.Abs(step[Index]);
        _decrement = PackedSymmetric.Quadratic(hessian, step);
        bool steady = size >= SteadyStep * Math.Abs(_lastStep)
            && size >= 0.5 * Math.Abs(step[largest])
            && Math.Sign(step[Index]) == Math.Sign(_lastStep)
            && _decrement / (size * size) <= FallingCurvature * _lastCurvature;
        _steadyRounds = steady ? _steadyRounds + 1 : 0;
        Index = steady ? Index : largest;
        _lastStep = step[Index];
        _lastCurvature = _decrement / (_lastStep * _lastStep);
    }
}
