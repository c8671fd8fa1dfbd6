using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;
using AgriCredit.Harness.Data;
using AgriCredit.Harness.Scenarios;
using AgriCredit.Harness.Scoring;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party that is ready to score together with the others: its setup, its part of the model, and what is agreed on.</summary>
internal sealed class ScoringSetup : IDisposable
{
    private ScoringSetup(PartySection section, string configuration, MemberSetup member, VerticalParty own, ScoringSection scoring, JointPartFile part, JointHalf half)
    {
        Section = section;
        Configuration = configuration;
        Member = member;
        Scoring = scoring;
        Part = part;
        Half = half;
        Terms = scoring.ToTerms();
        Own = own;
        Columns = new HalfColumns(part, own.Features);
    }

    public PartySection Section { get; }

    /// <summary>The party's configuration, whose folder file names count from.</summary>
    public string Configuration { get; }

    public MemberSetup Member { get; }

    public ScoringSection Scoring { get; }

    public JointPartFile Part { get; }

    public JointHalf Half { get; }

    public ScoringTerms Terms { get; }

    /// <summary>The party in the terms.</summary>
    public VerticalParty Own { get; }

    public HalfColumns Columns { get; }

    /// <summary>Reads and checks all that a party needs.</summary>
    /// <param name="configuration">The party's configuration.</param>
    /// <param name="asks">Whether it asks for scores, as the label holder does, or serves them; null for either.</param>
    /// <exception cref="HarnessException">Something is wrong; exit code 2.</exception>
    public static ScoringSetup Open(string configuration, bool? asks)
    {
        PartySection section = PartySetup.Read(configuration);
        var checks = new CheckList();
        MemberSetup? member = MemberSetup.Open(section, configuration, section.Party, checks, TimeProvider.System);
        try
        {
            checks.ThrowIfFailed($"{configuration}: the party cannot score:");
            ScoringSection scoring = section.Scoring ?? throw new HarnessException(ExitCode.Usage, $"{configuration}: $.scoring: missing; it names the party's part of the model.");
            VerticalParty? own = member!.Terms.Partition?.Parties.FirstOrDefault(party => party.Id == section.Party);
            if (own is null || (asks is not null && own.Label != asks))
            {
                throw new HarnessException(
                    ExitCode.Usage,
                    own is null ? $"{section.Terms} gives '{section.Party}' no columns of its own to score by."
                    : asks == true ? $"'{section.Party}' does not hold the label, and scores are opened to the party that does; it serves them: {Cli.ToolName} party {configuration} --serve-scores."
                    : $"'{section.Party}' holds the label, and asks for scores: {Cli.ToolName} score --config {configuration}.");
            }

            string path = ConfigurationFile.Resolve(configuration, scoring.Part);
            var part = JointPartFile.Read(path);
            return new ScoringSetup(section, configuration, member, own, scoring, part, part.ToHalf(path));
        }
        catch (HarnessException)
        {
            member?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a setup as scoring would, with the rows of a party that serves and the randomness that is to be there, and says what it is for.</summary>
    /// <exception cref="HarnessException">Something is wrong; exit code 2.</exception>
    public static string Describe(string configuration, CancellationToken cancellationToken)
    {
        using ScoringSetup setup = Open(configuration, asks: null);
        string work = setup.Own.Label
            ? "asks for scores"
            : $"serves scores of {setup.LoadRows(cancellationToken).Count:N0} applicants, up to {setup.Scoring.ApplicantsPerDay:N0} a day";
        using IStateStore? state = setup.Scoring.Prepared ? setup.OpenState() : null;
        string randomness = state is null ? "with a dealer" : $"with randomness prepared for {setup.OpenPool(state)!.Remaining:N0} applicants";
        return $"session {setup.Part.Session[..16]}, {setup.Half.Features.Count} features; {work}, {randomness}";
    }

    /// <summary>Who the member is; a party that serves waits for the others as long as it takes.</summary>
    public JointMemberOptions Options(bool waits) => JointMemberSetup.Options(Member, waits);

    /// <summary>Opens the party's state: what it counts, and randomness prepared ahead.</summary>
    public IStateStore OpenState() => MemberState.Open(MemberState.Resolve(Configuration, Section.State), Member.Identity.Id);

    /// <summary>The prepared randomness, where it is to be used.</summary>
    /// <exception cref="HarnessException">There is none; exit code 2.</exception>
    public ScorePool? OpenPool(IStateStore state)
    {
        if (!Scoring.Prepared)
        {
            return null;
        }

        var pool = new ScorePool(state);
        return pool.Release == Terms.Release && pool.Remaining > 0
            ? pool
            : throw new HarnessException(ExitCode.Usage, $"No randomness for a {Terms.Release} is left that was prepared ahead. Prepare anew at all members, or leave out scoring.prepared and run a dealer.");
    }

    /// <summary>The rows of a party that serves: all applicants whom it knows, its columns alone.</summary>
    /// <exception cref="HarnessException">Something is wrong with the rows; exit code 2.</exception>
    public JointRows LoadRows(CancellationToken cancellationToken)
    {
        AgreedTerms terms = Member.Terms;
        var reader = new LoanRowReader(Configuration) { Label = null, Missing = terms.Section.Missing, Id = terms.Section.Id, ReadsIds = true };
        using var session = new DuckDbSession(ConfigurationFile.Resolve(Configuration, Section.Data.Folder ?? ".")) { Remedy = "data.folder names another folder" };
        using DuckDbQuery query = DuckDbQuery.Run(session, Section.Data.Query, "data.query", cancellationToken);
        LoanRows rows = reader.Read(query, "data.query", Own.Features, othersRequired: true, cancellationToken);
        RequireFilled(rows.Columns);
        return Rows([.. rows.Ids!], rows.Columns);
    }

    /// <summary>Raw rows, with gaps only where they may be, as scoring takes them.</summary>
    public JointRows Rows(IReadOnlyList<string> ids, double[][] raw) => new(ids, Half.Features, Columns.Fill(raw), labels: null);

    public void Dispose() => Member.Dispose();

    private void RequireFilled(double[][] raw)
    {
        for (int input = 0; input < raw.Length; input++)
        {
            int row = Columns.MayBeMissing[input] ? -1 : Array.FindIndex(raw[input], double.IsNaN);
            if (row >= 0)
            {
                throw new HarnessException(ExitCode.Usage, $"data.query: '{Columns.Inputs[input]}' has no value in row {row} (rows count from 0), but had one in every row of the fit: nothing was learnt about gaps. Complete it or leave the applicant out.");
            }
        }
    }
}
