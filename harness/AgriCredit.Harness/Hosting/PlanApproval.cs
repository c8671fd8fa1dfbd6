using AgriCredit.Federation;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Configuration;

namespace AgriCredit.Harness.Hosting;

/// <summary>A party's yes or no to a plan, before it contributes anything.</summary>
internal sealed class PlanApproval
{
    private readonly ConsoleOutput _output;
    private readonly HostLog _log;
    private readonly SessionRequest _terms;
    private readonly bool _asks;

    /// <summary>Prepares.</summary>
    /// <param name="output">Where the plan is shown.</param>
    /// <param name="log">Where it is shown when nobody is asked and machines read the log.</param>
    /// <param name="terms">What the party has agreed to.</param>
    /// <param name="asks">Whether a person at the terminal has the last word.</param>
    public PlanApproval(ConsoleOutput output, HostLog log, AgreedTerms terms, bool asks)
    {
        _output = output;
        _log = log;
        _terms = terms.ToRequest(new byte[32]);
        _asks = asks;
    }

    /// <summary>What differs from the terms; the party refuses a plan for which this is not empty.</summary>
    public IReadOnlyList<string> Review(SessionPlan plan) => PlanDifferences.Find(plan, _terms);

    /// <summary>Shows the plan and what it would tell whom, and asks where a person has the last word.</summary>
    public async Task<bool> ApproveAsync(SessionPlan plan, CancellationToken cancellationToken)
    {
        if (_log.IsForMachines && !_asks)
        {
            Log(plan);
            return true;
        }

        Show(plan);
        return !_asks || await Question.AskAsync(_output, cancellationToken);
    }

    private static string Waived(SessionPlan plan) => plan.Waivers.Count == 0 ? "nothing" : string.Join(", ", plan.Waivers);

    private void Show(SessionPlan plan)
    {
        int rounds = plan.Training.MaxRounds;
        _output.WriteMessage($"Plan of session {Convert.ToHexStringLower(plan.Session.Span)}, as agreed in the terms:");
        _output.WriteMessage($"  parties: {string.Join(", ", plan.Parties)}");
        _output.WriteMessage($"  features: {string.Join(", ", plan.Features.Select(feature => feature.Name))}");
        _output.WriteMessage($"  up to {rounds} rounds of {plan.OptimizerName}, {plan.ModeName} aggregation (at least {plan.Quorum} parties in a sum, {plan.Collusion} may collude); waived: {Waived(plan)}");
        _output.WriteMessage($"If all {rounds} rounds are run, this is learnt:");
        foreach (Disclosure item in Disclosures.Of(plan))
        {
            _output.WriteMessage($"  {item.Who}: {item.What}");
        }
    }

    private void Log(SessionPlan plan)
    {
        string session = Convert.ToHexStringLower(plan.Session.Span);
        _log.Write(
            "plan",
            $"Takes part in session {session}, whose plan is as agreed in the terms.",
            ("session", session),
            ("parties", string.Join(", ", plan.Parties)),
            ("features", string.Join(", ", plan.Features.Select(feature => feature.Name))),
            ("rounds", plan.Training.MaxRounds),
            ("optimizer", plan.OptimizerName),
            ("mode", plan.ModeName),
            ("quorum", plan.Quorum),
            ("collusion", plan.Collusion),
            ("waived", Waived(plan)));
        foreach (Disclosure item in Disclosures.Of(plan))
        {
            _log.Write("disclosure", $"{item.Who} will learn, if all rounds are run: {item.What}", ("who", item.Who), ("what", item.What));
        }
    }
}
