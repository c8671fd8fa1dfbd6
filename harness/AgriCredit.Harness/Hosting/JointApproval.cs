using AgriCredit.Federation;
using AgriCredit.Federation.Vertical;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party's yes or no to a joint fit, before it says anything to anybody.</summary>
/// <remarks>The plan is drawn up of the same terms and the members' columns, and any other is refused by the protocol; so what is approved is the terms.</remarks>
internal sealed class JointApproval
{
    private readonly ConsoleOutput _output;
    private readonly HostLog _log;
    private readonly JointMemberOptions _options;
    private readonly AgreedTerms _terms;

    /// <summary>Prepares.</summary>
    /// <param name="output">Where it is shown.</param>
    /// <param name="log">Where it is shown when nobody is asked and machines read the log.</param>
    /// <param name="options">The party.</param>
    /// <param name="terms">What it has agreed to.</param>
    public JointApproval(ConsoleOutput output, HostLog log, JointMemberOptions options, AgreedTerms terms)
    {
        _output = output;
        _log = log;
        _options = options;
        _terms = terms;
    }

    private string Parties => string.Join(", ", _terms.Partition!.InOrder().Select(party => party.Id));

    private string Release => _options.Terms.Release == JointRelease.Joined ? "the whole model to every party" : "to each party the coefficients of its own columns";

    /// <summary>Shows what is fitted and what it would tell whom, and asks where a person has the last word.</summary>
    /// <param name="asks">Whether a person at the terminal has it.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <exception cref="HarnessException">The person said no; exit code 3.</exception>
    public async Task RequireAsync(bool asks, CancellationToken cancellationToken)
    {
        if (_log.IsForMachines && !asks)
        {
            Log();
            return;
        }

        Show();
        if (asks && !await Question.AskAsync(_output, cancellationToken))
        {
            throw new HarnessException(ExitCode.Refused, "Refused at the terminal; nothing was sent.");
        }
    }

    private void Show()
    {
        _output.WriteMessage($"'{_terms.Section.Name}', a joint fit as agreed in the terms:");
        foreach (Scenarios.VerticalParty party in _terms.Partition!.InOrder())
        {
            _output.WriteMessage($"  {party.Id}{(party.Label ? ", with the label" : "")}: {string.Join(", ", party.Features)}");
        }

        _output.WriteMessage($"  l2 {_options.Terms.L2}, {(_options.Terms.Standardise ? "standardised" : "not standardised")}; released: {Release}");
        _output.WriteMessage("This is learnt at most:");
        foreach (Disclosure item in JointDisclosures.AtMost(_options))
        {
            _output.WriteMessage($"  {item.Who}: {item.What}");
        }
    }

    private void Log()
    {
        _log.Write(
            "plan",
            "Takes part in a joint fit as agreed in the terms.",
            ("parties", Parties),
            ("features", string.Join(", ", _terms.Partition!.InOrder().SelectMany(party => party.Features))),
            ("l2", _options.Terms.L2),
            ("standardise", _options.Terms.Standardise),
            ("release", Release));
        foreach (Disclosure item in JointDisclosures.AtMost(_options))
        {
            _log.Write("disclosure", $"{item.Who} will learn at most: {item.What}", ("who", item.Who), ("what", item.What));
        }
    }
}
