using Spectre.Console;

namespace AgriCredit.Harness.CommandLine;

/// <summary>Where a verb writes: results to one writer, progress and messages to another. Tests pass their own writers.</summary>
internal sealed class ConsoleOutput
{
    /// <summary>Wide enough that a table in a file or a pipe is not folded.</summary>
    private const int WidthWithoutTerminal = 160;

    private readonly TextWriter _results;
    private readonly TextWriter _messages;

    public ConsoleOutput(TextWriter results, TextWriter messages)
    {
        _results = results;
        _messages = messages;
        Results = Create(results, ReferenceEquals(results, Console.Out) && !Console.IsOutputRedirected);
        Messages = Create(messages, ReferenceEquals(messages, Console.Error) && !Console.IsErrorRedirected);
    }

    /// <summary>For tables of results. Colours and folding to the window's width on a terminal only; no colours with NO_COLOR.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>For progress.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>True where progress bars make sense.</summary>
    public bool ShowsProgress => Messages.Profile.Capabilities.Interactive;

    /// <summary>A line of results, as it is.</summary>
    public void WriteResult(string line) => _results.WriteLine(line);

    /// <summary>A line for the person at the terminal, as it is.</summary>
    public void WriteMessage(string line) => _messages.WriteLine(line);

    /// <summary>Runs work under a progress bar on a terminal; elsewhere the description is one line.</summary>
    /// <param name="description">What is being done.</param>
    /// <param name="work">Reports the fraction done, from 0 to 1, as often as it likes.</param>
    public async Task<T> RunAsync<T>(string description, Func<IProgress<double>, Task<T>> work)
    {
        if (!ShowsProgress)
        {
            WriteMessage(description);
            return await work(new Bar(report: null));
        }

        return await Messages.Progress().AutoClear(true).StartAsync(async context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(description), maxValue: 1);
            return await work(new Bar(fraction => task.Value = fraction));
        });
    }

    private static IAnsiConsole Create(TextWriter writer, bool terminal)
    {
        bool plain = !terminal || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }

    /// <summary>Reports at once, on the caller's thread; <see cref="Progress{T}"/> would post to another and arrive late.</summary>
    private sealed class Bar : IProgress<double>
    {
        private readonly Action<double>? _report;

        public Bar(Action<double>? report) => _report = report;

        public void Report(double value) => _report?.Invoke(value);
    }
}
