namespace AgriCredit.Federation.Vertical;

/// <summary>A finished pass of a joint fit, as one member saw it.</summary>
/// <param name="Pass">Its number, from 1.</param>
/// <param name="Passes">How many there will be.</param>
/// <param name="Elapsed">How long it took this member.</param>
/// <param name="BytesSent">What this member sent in it, before TLS. The first pass has also what is sent once before it: a party's masked columns.</param>
public readonly record struct JointPass(int Pass, int Passes, TimeSpan Elapsed, long BytesSent);
