namespace AgriCredit.Harness.Scenarios;

/// <summary>What is wrong in a scenario file, each with its JSON path.</summary>
internal sealed class ScenarioFaults
{
    private readonly List<(string Path, string Message)> _faults = [];

    public int Count => _faults.Count;

    /// <summary>"$.training.l2: expected a number >= 0, got -1" and so on, in the order found.</summary>
    public IReadOnlyList<string> Lines => [.. _faults.Select(fault => $"{fault.Path}: {fault.Message}")];

    public void Add(string path, string message) => _faults.Add((path, message));

    /// <summary>True when none of these values, nor anything inside them, has a fault: only then do rules between them mean something.</summary>
    public bool Sound(params ReadOnlySpan<string> paths)
    {
        foreach (string path in paths)
        {
            if (_faults.Exists(fault => Inside(fault.Path, path)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Inside(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] is '.' or '[');
}
