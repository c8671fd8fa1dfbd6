namespace AgriCredit;

/// <summary>A characteristic that cost the applicant points, with what is to be said about it. A list of them has the most costly first.</summary>
/// <remarks>It holds no value of the applicant, but what it says about one is as confidential.</remarks>
public readonly record struct ReasonCode
{
    private readonly Characteristic? _characteristic;
    private readonly int _text;

    internal ReasonCode(Characteristic characteristic, int text, double pointsLost)
    {
        _characteristic = characteristic;
        _text = text;
        PointsLost = pointsLost;
    }

    /// <summary>The code, from the model's catalogue or, without one, made of the group's name.</summary>
    public string Code => Said?.Code ?? "";

    /// <summary>What it says in English; <see cref="TextIn"/> has other languages.</summary>
    public string Text => Said?.English ?? "";

    /// <summary>The group of features that cost the points.</summary>
    public string Group => _characteristic?.Feature.Group ?? "";

    /// <summary>The feature of the group that cost most.</summary>
    public string Feature => _characteristic?.Feature.Name ?? "";

    /// <summary>The raw value that this feature reads.</summary>
    public string Input => _characteristic?.Feature.Source ?? "";

    /// <summary>Points of the whole group below those it is compared with; positive.</summary>
    public double PointsLost { get; }

    /// <summary>The number of what it says among all that the model may say: from 0, below <see cref="ReasonRanking.TextCount"/>.</summary>
    internal int TextNumber => _characteristic is { } characteristic ? characteristic.FirstText + _text : 0;

    private ReasonText? Said => _characteristic?.Text(_text);

    /// <summary>The text for a locale.</summary>
    /// <param name="locale">As for <see cref="ReasonText.In"/>.</param>
    public string TextIn(string locale)
    {
        ArgumentNullException.ThrowIfNull(locale);
        return Said?.In(locale) ?? "";
    }

    /// <summary>Whether code, feature, texts and points are equal.</summary>
    /// <param name="other">Another reason.</param>
    public bool Equals(ReasonCode other) =>
        Code == other.Code && Feature == other.Feature && Text == other.Text && Said?.Chinese == other.Said?.Chinese && PointsLost.Equals(other.PointsLost);

    /// <summary>A hash of code and points.</summary>
    public override int GetHashCode() => HashCode.Combine(Code, PointsLost);

    /// <summary>Code and English text.</summary>
    public override string ToString() => $"{Code}: {Text}";
}
