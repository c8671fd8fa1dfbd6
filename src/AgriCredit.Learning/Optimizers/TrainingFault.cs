namespace AgriCredit.Learning;

/// <summary>One thing wrong with <see cref="TrainingOptions"/>.</summary>
/// <param name="Option">The property at fault.</param>
/// <param name="Message">What it is and what it may be.</param>
public readonly record struct TrainingFault(string Option, string Message);
