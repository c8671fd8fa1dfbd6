using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Scenarios;

namespace AgriCredit.Harness.Hosting;

/// <summary>A dealer that is ready to deal.</summary>
internal sealed class DealerSetup : IDisposable
{
    private DealerSetup(DealerSection section, MemberSetup member)
    {
        Section = section;
        Member = member;
        Options = JointMemberSetup.Options(member);
    }

    public DealerSection Section { get; }

    public MemberSetup Member { get; }

    public JointMemberOptions Options { get; }

    /// <summary>Reads a dealer's configuration.</summary>
    /// <exception cref="HarnessException">It is not there or has faults; exit code 2.</exception>
    public static DealerSection Read(string configuration) => ConfigurationFile.Read<DealerSection>(configuration, "dealer's configuration", (section, faults) =>
    {
        if (section.Telemetry is { } collector && !MemberTelemetry.IsCollector(collector))
        {
            faults.Add("$.telemetry", "expected an http or https address, such as http://127.0.0.1:4318");
        }
    });

    /// <summary>Reads and checks all that a dealer needs.</summary>
    /// <returns>The setup; null where a check found a fault.</returns>
    public static DealerSetup? Open(DealerSection section, string configuration, CheckList checks, TimeProvider clock)
    {
        MemberSetup? member = MemberSetup.Open(section, configuration, VerticalPartition.Dealer, checks, clock);
        if (member is { Terms.Partition: null })
        {
            checks.Run<object>("terms", () => throw new HarnessException(ExitCode.Usage, $"{section.Terms} is for parties with the same columns, whose sums need no dealer."), _ => "");
        }

        if (member is not null && !checks.Failed)
        {
            return new DealerSetup(section, member);
        }

        member?.Dispose();
        return null;
    }

    public void Dispose() => Member.Dispose();
}
