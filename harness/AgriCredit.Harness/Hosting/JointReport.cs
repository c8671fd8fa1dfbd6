using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Reporting;
using AgriCredit.Harness.Results;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Hosting;

/// <summary>Shows what a joint fit arrived at to the person at a member's terminal.</summary>
internal static class JointReport
{
    public static void Write(ConsoleOutput output, MemberOutcome outcome)
    {
        if (outcome.Joint is { } session)
        {
            output.WriteResult(
                $"Session {session.Session}: {session.Rows:N0} applicants in common of {string.Join(", ", session.Parties)}, {session.Passes} passes"
                + $" (alignment {session.AlignmentSeconds:N2} s, fit {session.TrainingSeconds:N2} s); last step {session.LastStep:G3} standard errors.");
            if (session.DroppedDirections > 0)
            {
                output.WriteResult($"Your columns depend on each other in {session.DroppedDirections} way(s), as when one is the sum of others: their coefficients are one choice of many. Leave a column out.");
            }

            ConsoleReport.WriteTables(output.Results, [Coefficients(session), Learnt(session.Learnt)]);
        }
        else if (outcome.Dealt is { } dealt)
        {
            output.WriteResult($"Session {dealt.Session}: dealt for {dealt.Rows:N0} applicants in common of {string.Join(", ", dealt.Parties)}, {dealt.Passes} passes.");
            ConsoleReport.WriteTables(output.Results, [Learnt(dealt.Learnt)]);
        }

        output.WriteResult("");
        if (outcome.Traffic is { } traffic)
        {
            output.WriteResult($"Sent {traffic.BytesSent:N0} bytes in {traffic.MessagesSent:N0} messages, received {traffic.BytesReceived:N0} bytes.");
        }

        if ((outcome.Model ?? outcome.Part) is { } path)
        {
            output.WriteResult($"Written to {path}.");
        }
    }

    private static ReportTable Coefficients(JointSessionRecord session)
    {
        ReportColumn[] columns = [new("party", ColumnKind.Text), new("feature", ColumnKind.Text), new("estimate"), new("std. error"), new("z"), new("p")];
        return new ReportTable("Change of the log-odds of default", columns, [.. session.Parts.SelectMany(Rows)]) { MergesFirstCells = true };
    }

    private static IEnumerable<ReportRow> Rows(JointPartRecord part)
    {
        IEnumerable<(string Name, double Estimate, double Error)> entries = part.Features.Select((name, index) => (name, part.Coefficients[index], part.StandardErrors[index]));
        if (part.Intercept is { } intercept)
        {
            entries = entries.Prepend((ModelFigures.InterceptKey, intercept, part.InterceptStandardError!.Value));
        }

        return entries.Select(entry =>
        {
            double? z = entry.Error > 0 ? entry.Estimate / entry.Error : null;
            return new ReportRow(
            [
                part.Party, entry.Name, Figures.Coefficient(entry.Estimate, entry.Error), Figures.Coefficient(entry.Error), Figures.Z(z),
                Figures.PValue(z is { } value ? FitInference.TwoSidedPValue(value) : null),
            ]);
        });
    }

    private static ReportTable Learnt(IReadOnlyList<LearntItem> learnt) => new(
        "What each role came to know",
        [new("who", ColumnKind.Text), new("what", ColumnKind.Text)],
        [.. learnt.Select(item => new ReportRow([item.Who, item.What]))]) { MergesFirstCells = true };
}
