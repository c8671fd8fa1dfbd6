using System.Text.Json;
using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Simulation;

namespace AgriCredit.Harness.Hosting;

/// <summary>What members do alike when their session has ended.</summary>
internal static class MemberEnding
{
    /// <summary>Writes the model of a finished session.</summary>
    /// <param name="member">The member.</param>
    /// <param name="result">What the session arrived at.</param>
    /// <param name="rounds">The rounds as the coordinator saw them; null at a party.</param>
    /// <param name="droppedOut">Who dropped out, as the coordinator saw it; null at a party.</param>
    /// <param name="output">The folder for models.</param>
    public static MemberOutcome Write(
        MemberSetup member,
        SessionResult result,
        IReadOnlyList<RoundRecord>? rounds,
        IReadOnlyList<PartyId>? droppedOut,
        string output)
    {
        SessionRecord session = SessionRecord.Create(member.Terms.Section.Name, result, rounds, droppedOut);
        CreditModel model = new ModelWriter(member.Terms.ToLoaded()).Federated(session, session.ToInference());
        return new MemberOutcome { Member = member.Identity.Id.Value, Session = session, Model = SessionFolder.Write(output, session, model) };
    }

    /// <summary>Tells the person or the program that started the member how it ended.</summary>
    /// <exception cref="HarnessException">The session failed; the exit code of its reason.</exception>
    public static void Report(MemberOutcome outcome, ConsoleOutput output, Supervision? supervision, bool json, CancellationToken stop)
    {
        if (supervision is not null)
        {
            supervision.Tell(new MemberEvent { Outcome = outcome });
        }
        else if (json)
        {
            output.WriteResult(JsonSerializer.Serialize(outcome, HostingJson.ForPeople.MemberOutcome));
        }
        else if (outcome.Session is { } session)
        {
            SessionReport.Write(output, session, outcome.Model!);
        }

        if (outcome.Failure is { } failure)
        {
            HarnessException exception = SessionFailures.ToException(failure);

            // Stopped by another member is not stopped by the person at this terminal.
            throw exception.ExitCode == ExitCode.Cancelled && !stop.IsCancellationRequested ? new HarnessException(ExitCode.Failed, exception.Message) : exception;
        }
    }
}
