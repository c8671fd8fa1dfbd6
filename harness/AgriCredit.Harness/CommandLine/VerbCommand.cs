using System.CommandLine;

namespace AgriCredit.Harness.CommandLine;

/// <summary>The command of a verb, with the examples that its help ends with.</summary>
internal sealed class VerbCommand : Command
{
    public VerbCommand(string name, string description, IReadOnlyList<string> examples)
        : base(name, description) => Examples = examples;

    /// <summary>Command lines as a user types them, or comments to them; without the indent.</summary>
    public IReadOnlyList<string> Examples { get; }
}
