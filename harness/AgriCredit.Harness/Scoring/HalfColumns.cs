using AgriCredit.Harness.Data;
using AgriCredit.Harness.Hosting;

namespace AgriCredit.Harness.Scoring;

/// <summary>How a party's raw columns become the features of its part of a joint model: gaps filled with what filled them in the fit, and indicators of gaps.</summary>
internal sealed class HalfColumns
{
    private readonly JointPartFile _part;
    private readonly int[] _sources;
    private readonly bool[] _isIndicator;

    /// <summary>Prepares.</summary>
    /// <param name="part">The part.</param>
    /// <param name="own">The party's raw columns, as the terms name them.</param>
    /// <exception cref="CommandLine.HarnessException">The part is of other columns; exit code 2.</exception>
    public HalfColumns(JointPartFile part, IReadOnlyList<string> own)
    {
        _part = part;
        Inputs = own;
        _isIndicator = [.. part.Part.Features.Select(feature => !own.Contains(feature))];
        List<string> inputs = [.. own];
        _sources = [.. part.Part.Features.Select((feature, i) => inputs.IndexOf(_isIndicator[i] && feature.EndsWith(LoadedFeature.IndicatorSuffix, StringComparison.Ordinal) ? feature[..^LoadedFeature.IndicatorSuffix.Length] : feature))];
        if (_sources.Contains(-1) || own.Any(input => !part.Part.Features.Contains(input)))
        {
            throw new CommandLine.HarnessException(
                CommandLine.ExitCode.Usage, $"The part of the model has the features {string.Join(", ", part.Part.Features)}; in the terms '{part.Part.Party}' has the columns {string.Join(", ", own)}. Take the terms that it was fitted on.");
        }

        List<string> features = [.. part.Part.Features];
        MayBeMissing = [.. own.Select(input => part.FillValues[features.IndexOf(input)] is not null)];
    }

    /// <summary>The raw columns, in order.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Whether the raw columns may have gaps, in their order: whether there were some in the fit.</summary>
    public IReadOnlyList<bool> MayBeMissing { get; }

    /// <summary>Fills the columns.</summary>
    /// <param name="raw">One an input; NaN where there is no value.</param>
    /// <returns>One a feature.</returns>
    public double[][] Fill(double[][] raw) =>
    [
        .. _sources.Select((source, feature) => _isIndicator[feature]
            ? MissingValues.Indicator(raw[source])
            : Array.ConvertAll(raw[source], value => double.IsNaN(value) ? _part.FillValues[feature] ?? double.NaN : value)),
    ];
}
