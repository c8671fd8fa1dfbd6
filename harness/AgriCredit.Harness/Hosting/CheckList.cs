using AgriCredit.Harness.CommandLine;

namespace AgriCredit.Harness.Hosting;

/// <summary>Checks that all run, whatever the others found: each is a line, and all faults are reported together.</summary>
internal sealed class CheckList
{
    private const int NameWidth = 13;
    private readonly List<(string Mark, string Name, string Text)> _lines = [];
    private readonly List<string> _faults = [];
    private bool _wrong;
    private bool _refused;

    /// <summary>Whether a check found a fault.</summary>
    public bool Failed => _wrong || _refused;

    /// <summary>One line a check and fault: "ok", "note" or "FAIL", its name, what was found.</summary>
    public IEnumerable<string> Lines => _lines.Select(line => $"{line.Mark,-5}{line.Name.PadRight(NameWidth)} {line.Text}");

    /// <summary>Runs a check.</summary>
    /// <param name="name">Its name, a word.</param>
    /// <param name="check">Throws <see cref="HarnessException"/> for a fault.</param>
    /// <param name="describe">What was found when there is none.</param>
    /// <returns>What the check gave; null when it found a fault.</returns>
    public T? Run<T>(string name, Func<T> check, Func<T, string> describe)
        where T : class
    {
        try
        {
            T result = check();
            Note("ok", name, describe(result));
            return result;
        }
        catch (HarnessException exception) when (exception.ExitCode is ExitCode.Usage or ExitCode.Refused or ExitCode.Failed)
        {
            Fail(name, exception);
            return null;
        }
    }

    /// <summary>As <see cref="Run{T}"/>, for a check that takes time.</summary>
    public async Task RunAsync(string name, Func<Task<string>> check)
    {
        try
        {
            Note("ok", name, await check());
        }
        catch (HarnessException exception) when (exception.ExitCode is ExitCode.Usage or ExitCode.Refused or ExitCode.Failed)
        {
            Fail(name, exception);
        }
    }

    /// <summary>Adds a line for something that is no fault, but worth a look.</summary>
    public void Note(string name, string text) => Note("note", name, text);

    /// <summary>Ends a verb that cannot go on.</summary>
    /// <param name="heading">The first line of the message.</param>
    /// <exception cref="HarnessException">A check found a fault: exit code 2, or 3 where all faults are refusals of the privacy policy.</exception>
    public void ThrowIfFailed(string heading)
    {
        if (Failed)
        {
            throw new HarnessException(_wrong ? ExitCode.Usage : ExitCode.Refused, heading, [.. _faults]);
        }
    }

    private void Note(string mark, string name, string text) => _lines.Add((mark, name, text));

    private void Fail(string name, HarnessException exception)
    {
        _refused |= exception.ExitCode == ExitCode.Refused;
        _wrong |= exception.ExitCode != ExitCode.Refused;
        if (exception.Faults.Count == 0)
        {
            Add(exception.Message.ReplaceLineEndings(" "));
        }

        string heading = exception.Message.Split('\n')[0].TrimEnd(':');
        foreach (string fault in exception.Faults)
        {
            Add($"{heading}: {fault}");
        }

        void Add(string text)
        {
            Note("FAIL", name, text);
            _faults.Add(text);
        }
    }
}
