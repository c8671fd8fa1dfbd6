using System.Security.Cryptography;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's own half of a joint model: what it adds to an applicant's logit from its own columns.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class JointHalf
{
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double _intercept;

    /// <summary>Takes a party's part of a joint fit.</summary>
    /// <param name="session">The fit's session id, 32 bytes: halves score together only where it is the same.</param>
    /// <param name="parties">The parties of the fit, the label holder first.</param>
    /// <param name="part">The party's part.</param>
    /// <exception cref="ArgumentException">The part is not one of such a fit, or does not fit together.</exception>
    public JointHalf(ReadOnlyMemory<byte> session, IReadOnlyList<PartyId> parties, JointPart part)
    {
        ArgumentNullException.ThrowIfNull(parties);
        ArgumentNullException.ThrowIfNull(part);
        if (session.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"Expected {SHA256.HashSizeInBytes} bytes, got {session.Length}.", nameof(session));
        }

        if (!parties.Contains(part.Party) || parties.Distinct().Count() != parties.Count || parties.Count is < 2 or > JointMemberOptions.LargestParties)
        {
            throw new ArgumentException($"Expected 2 to {JointMemberOptions.LargestParties} parties, '{part.Party}' among them.", nameof(parties));
        }

        bool leads = part.Party == parties[0];
        if (part.Coefficients.Count != part.Features.Count || part.Intercept is not null != leads || (part.Scale is { } scale && scale.Means.Length != part.Features.Count))
        {
            throw new ArgumentException($"Expected a coefficient, and where there is a scale a mean and a deviation, for each of {part.Features.Count} features, and an intercept {(leads ? "as it is the label holder's" : "at the label holder only")}.", nameof(part));
        }

        Session = session;
        Parties = parties;
        Party = part.Party;
        Features = part.Features;
        _intercept = part.Intercept ?? 0;
        _means = part.Scale is null ? new double[Features.Count] : part.Scale.Means.ToArray();
        _weights = [.. part.Coefficients.Select((coefficient, i) => part.Scale is null ? coefficient : coefficient / part.Scale.StandardDeviations[i])];
        if (_weights.Concat(_means).Append(_intercept).Any(value => !double.IsFinite(value)))
        {
            throw new ArgumentException("A coefficient, mean or deviation is not a finite number.", nameof(part));
        }
    }

    /// <summary>The session id of the fit.</summary>
    public ReadOnlyMemory<byte> Session { get; }

    /// <summary>The parties of the fit, the label holder first.</summary>
    public IReadOnlyList<PartyId> Parties { get; }

    /// <summary>Whose half it is.</summary>
    public PartyId Party { get; }

    /// <summary>The features, in the order of their values.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>What the party adds to an applicant's logit.</summary>
    /// <param name="values">The applicant's values, one a feature, finite.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public double Logit(ReadOnlySpan<double> values)
    {
        if (values.Length != _weights.Length)
        {
            throw new ArgumentException($"Expected {_weights.Length} values, got {values.Length}.", nameof(values));
        }

        double logit = _intercept;
        for (int i = 0; i < values.Length; i++)
        {
            logit += _weights[i] * (values[i] - _means[i]);
        }

        return logit;
    }

    /// <summary>Whose half it is and of which fit; no coefficient.</summary>
    public override string ToString() => $"{nameof(JointHalf)}({Party}, {Convert.ToHexStringLower(Session.Span)[..16]}, redacted)";

    /// <summary>What does not fit to a member and its rows; null when all does.</summary>
    internal string? Fault(JointMemberOptions options, IReadOnlyList<string> features)
    {
        if (Party != options.Identity.Id)
        {
            return $"The half is that of '{Party}', not of '{options.Identity.Id}'.";
        }

        return !Parties.SequenceEqual(options.Parties)
            ? $"The half is of a fit of {string.Join(", ", Parties)}; the roster has {string.Join(", ", options.Parties)}."
            : !Features.SequenceEqual(features) ? $"The half has the features {string.Join(", ", Features)}; the rows have {string.Join(", ", features)}." : null;
    }
}
