using System.Diagnostics;

namespace AgriCredit.Packaging.Tests.Support;

/// <summary>A program that serves HTTP on a port of its own choice, until it is disposed of.</summary>
internal sealed class Service : IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private Service(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>Starts an ASP.NET Core program in a folder and waits until its log says where it listens.</summary>
    public static async Task<Service> StartAsync(string folder, string program)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        Process process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var said = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                said.Add(line);
                if (line.Split(Listening) is [_, { } address])
                {
                    // What else it says is read, so that it never waits to say it.
                    _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                    return new Service(process, new Uri(address));
                }
            }

            throw new InvalidOperationException($"'{program}' ended without serving:\n{string.Join('\n', said)}");
        }
        catch
        {
            End(process);
            throw;
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        End(_process);
    }

    private static void End(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
