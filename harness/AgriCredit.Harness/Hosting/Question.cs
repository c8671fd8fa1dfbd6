using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>Asks the person at the terminal whether the party takes part.</summary>
internal static class Question
{
    public static async Task<bool> AskAsync(ConsoleOutput output, CancellationToken cancellationToken)
    {
        output.WriteMessage("Type 'yes' to take part, anything else to refuse:");
        string? answer = await Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        return string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }
}
