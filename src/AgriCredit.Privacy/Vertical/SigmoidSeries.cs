namespace AgriCredit.Privacy;

/// <summary>The trigonometric series by which shares of a logit become shares of its PD: sigmoid(z) - 1/2 as a sine series and p(1-p) as a cosine series of the same harmonics.</summary>
/// <remarks>
/// The sigmoid's steps at multiples of 64, up and down in turn, add up to an odd function of period L = 128 with sigmoid(z) - 1/2 = sum over odd k of a_k sin(2 pi k z / L), a_k = (pi / 32) / sinh(pi^2 k / 64), from the Fourier
/// transform pi w / sinh(pi w) of the sigmoid's derivative; p(1-p) is its derivative. Each harmonic divides the error by 1.36, the same for all z, until the next step begins to matter: 1.1e-7 at |z| = 48, 4.5e-5 at 54.
/// It takes the place of the fitted series of PROTOCOL 5.2.
/// </remarks>
public sealed class SigmoidSeries
{
    /// <summary>L: the series repeats itself after so many units of z.</summary>
    public const int Period = 128;

    /// <summary>Largest |z| for which the series is the sigmoid.</summary>
    public const int Limit = 54;

    private readonly double[] _sines;
    private readonly double[] _cosines;

    private SigmoidSeries(int harmonics, double curvatureMean = 0)
    {
        _sines = Amplitudes[..harmonics].ToArray();
        _cosines = [.. _sines.Select((sine, index) => sine * (((2 * index) + 1) * (2 * Math.PI / Period)))];
        CurvatureMean = curvatureMean;
    }

    /// <summary>For the passes of a fit that lead up to the last two: 20 harmonics. For |z| up to 48 the largest error is 1.3e-3 of the PD and 3.6e-3 of p(1-p), which is nowhere below 0 there.</summary>
    /// <remarks>Cut off so early, p(1-p) swings about 0 for large logits; it is raised by as much, so that a row far out never takes anything from a Hessian.</remarks>
    public static SigmoidSeries Coarse { get; } = new(20, curvatureMean: 8e-4);

    /// <summary>For the passes whose result stays: 40 harmonics. Largest error of the PD: 3e-6 for |z| up to 48, 4.6e-5 up to 54; of p(1-p): 1.2e-5 and 5e-5.</summary>
    public static SigmoidSeries Fine { get; } = new(40);

    /// <summary>For scores: all 51 harmonics. Largest error of the PD for |z| up to 48: 1.2e-7.</summary>
    public static SigmoidSeries Finest { get; } = new(Amplitudes.Length);

    /// <summary>Dealt elements of a row: a cosine and a sine for each harmonic.</summary>
    public int Width => 2 * _sines.Length;

    /// <summary>p(1-p): the term without a harmonic.</summary>
    internal double CurvatureMean { get; }

    /// <summary>a_k for k = 1, 3, ..: sigmoid(z) - 1/2 = sum of a_k sin(2 pi k z / L).</summary>
    internal ReadOnlySpan<double> Sines => _sines;

    /// <summary>c_k for k = 1, 3, ..: p(1-p) = <see cref="CurvatureMean"/> + sum of c_k cos(2 pi k z / L).</summary>
    internal ReadOnlySpan<double> Cosines => _cosines;

    /// <summary>a_k for k = 1, 3, .., 101. Constants, for the parties' coefficients must have the same bits whatever the machine's sinh.</summary>
    private static ReadOnlySpan<double> Amplitudes =>
    [
        0.6341034585131193, 0.2048215492839624, 0.11553087233249468, 0.07542034759573718, 0.05226392605365482, 0.0372538337805565,
        0.026935405488711033, 0.019619938389049216, 0.014347560927925163, 0.010514052863725427, 0.007713501332349705, 0.005662344111189717,
        0.00415798409236846, 0.003053837193142369, 0.002243108062074832, 0.0016476948046944228, 0.001210362219787129, 0.0008891200974718121,
        0.0006531440761201626, 0.0004797991173446589, 0.00035246087542189884, 0.00025891841276727746, 0.0001902020761029133, 0.000139722944764704,
        0.00010264086268721559, 7.540027045318791e-05, 5.538925691791535e-05, 4.0689109725460234e-05, 2.989033921552084e-05, 2.1957530960452153e-05,
        1.6130066800872945e-05, 1.1849194527326113e-05, 8.704453173103139e-06, 6.394316923947145e-06, 4.697284037008626e-06, 3.450638683025287e-06,
        2.5348493360042518e-06, 1.8621077855153328e-06, 1.367909861840197e-06, 1.0048706120615304e-06, 7.381809102808154e-07, 5.422698701359494e-07,
        3.983530432211752e-07, 2.9263131843199216e-07, 2.1496782812269146e-07, 1.5791599947477358e-07, 1.1600555817073305e-07, 8.521802459069334e-08,
        6.260141177418789e-08, 4.5987181408445436e-08, 3.3782318864018155e-08,
    ];
}
