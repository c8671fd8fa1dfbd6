using AgriCredit.Federation;
using AgriCredit.Harness.Results;

namespace AgriCredit.Harness.Simulation;

/// <summary>How long a joint fit would spend on the network between hosts far apart.</summary>
internal static class WanEstimate
{
    /// <summary>Seconds an exchange waits.</summary>
    public const double LatencySeconds = 0.04;

    /// <summary>Bits a second, each way, of each role's line.</summary>
    public const double BitsPerSecond = 100e6;

    /// <summary>Estimates.</summary>
    /// <param name="exchanges">How often the parties wait for one another.</param>
    /// <param name="roles">Each role with what it sent and received.</param>
    public static WanFigures Create(int exchanges, IReadOnlyList<(string Role, Traffic Traffic)> roles)
    {
        RoleTraffic[] estimates = [.. roles.Select(role => new RoleTraffic(
            role.Role,
            role.Traffic.BytesSent,
            role.Traffic.BytesReceived,
            role.Traffic.MessagesSent,
            (exchanges * LatencySeconds) + (8.0 * long.Max(role.Traffic.BytesSent, role.Traffic.BytesReceived) / BitsPerSecond)))];
        return new WanFigures
        {
            LatencySeconds = LatencySeconds,
            BitsPerSecond = BitsPerSecond,
            Roles = estimates,
            Seconds = estimates.Max(role => role.Seconds),
        };
    }
}
