using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Provisioning;

/// <summary><c>provision</c>: certificates and the files that institutions start from.</summary>
internal sealed class ProvisionVerb : Verb
{
    public ProvisionVerb()
        : base("provision", "Makes the keys, certificates and files of a federation between institutions.")
    {
    }

    protected override IReadOnlyList<string> Examples =>
    [
        "# Once, where the federation is administered (a bank's own certificate authority may take its place):",
        $"{Cli.ToolName} provision authority --output authority",
        "# Each institution, at home; member.csr goes to the authority, member.key never leaves:",
        $"{Cli.ToolName} provision request --id bank-a --output bank-a",
        "# Where the authority is, for each request:",
        $"{Cli.ToolName} provision issue --authority authority --request bank-a/member.csr --output bank-a.crt",
        "# Then the roster, the same for all, and a kit for each:",
        $"{Cli.ToolName} provision federation --coordinator hub=hub.crt@https://hub.example:8443 --party bank-a=bank-a.crt --party bank-b=bank-b.crt --party bank-c=bank-c.crt --authority authority/authority.crt --output federation.json",
        $"{Cli.ToolName} provision kit --federation federation.json --terms terms.json --output kits",
    ];

    protected override IReadOnlyList<Verb> Parts { get; } = [new AuthorityVerb(), new RequestVerb(), new IssueVerb(), new FederationVerb(), new KitVerb()];
}
