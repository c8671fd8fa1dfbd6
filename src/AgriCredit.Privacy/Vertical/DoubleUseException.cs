namespace AgriCredit.Privacy;

/// <summary>A stream of dealt randomness was asked for a second time: a mask used twice would hide nothing, so the session must end.</summary>
public sealed class DoubleUseException : InvalidOperationException
{
    /// <summary>Reports it.</summary>
    /// <param name="label">The stream.</param>
    public DoubleUseException(DealtLabel label)
        : base($"Dealt randomness {label.Operation}, pass {label.Pass}, item {label.Item}, block {label.Block} was used already; a mask hides one value only. Start a new session.") => Label = label;

    /// <summary>The stream.</summary>
    public DealtLabel Label { get; }
}
