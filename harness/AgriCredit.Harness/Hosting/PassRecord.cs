using AgriCredit.Federation.Vertical;

namespace AgriCredit.Harness.Hosting;

/// <summary>A pass of a joint fit as one member saw it, as <c>--json</c> prints it.</summary>
/// <param name="Pass">Its number, from 1.</param>
/// <param name="Seconds">How long it took the member.</param>
/// <param name="BytesSent">What the member sent in it, before TLS.</param>
internal sealed record PassRecord(int Pass, double Seconds, long BytesSent)
{
    public static IReadOnlyList<PassRecord> Of(JointResult result) => [.. result.Course.Select(pass => new PassRecord(pass.Pass, pass.Elapsed.TotalSeconds, pass.BytesSent))];
}
