using AgriCredit.FaultInjection;

/// <summary>What the runtime calls before the program's own first line, by the name and place that it asks for.</summary>
#pragma warning disable CA1050, MA0047 // the runtime looks for it outside all namespaces
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Fault.Variable) is { Length: > 0 } text)
        {
            Fault.Parse(text).Arm();
        }
    }
}
