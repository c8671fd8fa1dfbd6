namespace AgriCredit.Federation.Vertical;

/// <summary>A finished pass of a joint fit.</summary>
/// <param name="Pass">Its number, from 1.</param>
/// <param name="Passes">How many there will be.</param>
/// <param name="Elapsed">How long it took.</param>
public readonly record struct JointPass(int Pass, int Passes, TimeSpan Elapsed);
