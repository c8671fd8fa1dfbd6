using System.Text.Json;
using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Hosting;

/// <summary>What the members of a joint fit do when it has ended.</summary>
internal static class JointEnding
{
    /// <summary>Writes what a party has at the end.</summary>
    public static MemberOutcome Write(JointPartySetup setup, JointResult result)
    {
        AgreedTerms terms = setup.Member.Terms;
        var session = JointSessionRecord.Create(terms.Section.Name, result);
        bool isWhole = session.IsWhole();
        CreditModel? model = isWhole ? new ModelWriter(terms.Scenario, Features(session, terms), terms.Section.Id).Joined(session) : null;
        JointPartFile? part = isWhole ? null : new JointPartFile(session.Session, session.Name, session.Parties, session.Parts[0], [.. setup.Side.Features.Select(feature => feature.FillValue)]).Sealed();
        string path = SessionFolder.Write(setup.Output, session, model, part);
        return new MemberOutcome
        {
            Member = setup.Member.Identity.Id.Value,
            Joint = session,
            Model = isWhole ? path : null,
            Part = isWhole ? null : path,
            Passes = PassRecord.Of(result),
            Traffic = TrafficRecord.Of(result.Traffic),
        };
    }

    /// <summary>The outcome of a fit without a result.</summary>
    public static MemberOutcome Fail(PartyId member, JointFailure failure, HostLog log)
    {
        log.Write("failed", $"The joint fit ended without a model: {failure.Reason}.", ("reason", failure.Reason));
        return new MemberOutcome { Member = member.Value, Failure = JointFailures.Record(failure) };
    }

    /// <summary>Tells the person or the program that started the member how it ended.</summary>
    /// <exception cref="HarnessException">The fit failed; the exit code of its reason.</exception>
    public static void Report(MemberOutcome outcome, ConsoleOutput output, Supervision? supervision, bool json)
    {
        if (supervision is not null)
        {
            supervision.Tell(new MemberEvent { Outcome = outcome });
        }
        else if (json)
        {
            output.WriteResult(JsonSerializer.Serialize(outcome, HostingJson.ForPeople.MemberOutcome));
        }
        else if (outcome.Failure is null)
        {
            JointReport.Write(output, outcome);
        }

        if (outcome.Failure is { } failure)
        {
            HarnessException exception = JointFailures.ToException(JointFailures.Read(failure));

            // Who is stopped here never comes so far; this is another member that was.
            throw exception.ExitCode == ExitCode.Cancelled ? new HarnessException(ExitCode.Failed, exception.Message) : exception;
        }
    }

    /// <summary>
    /// The features of the parts as the model has them. In place of a missing value stands the mean of the rows in common: what a party has put there in its own rows it alone knows, and the model is to be
    /// the same at all.
    /// </summary>
    private static LoadedFeature[] Features(JointSessionRecord session, AgreedTerms terms) =>
    [
        .. session.Features().Select(name => terms.Features.FirstOrDefault(feature => feature.Name == name)
            ?? new LoadedFeature(name, name, MissingHandling.Reject, double.NaN, double.NaN, IsBinary: false)),
    ];
}
