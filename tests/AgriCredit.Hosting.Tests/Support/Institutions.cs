using System.Net;
using System.Net.Sockets;

namespace AgriCredit.Hosting.Tests.Support;

/// <summary>A coordinator's host and four banks with their keys and certificates, made by the documented commands, and reference runs that several tests compare with.</summary>
public sealed class Institutions : IAsyncLifetime
{
    public const string Hub = "hub";
    public static readonly IReadOnlyList<string> Banks = ["bank-a", "bank-b", "bank-c", "bank-d"];
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-hosts-").FullName;
    private readonly Lazy<Task<byte[]>> _undisturbed;
    private readonly Lazy<Task<PausedSession>> _paused;

    public Institutions()
    {
        _undisturbed = new Lazy<Task<byte[]>>(RunUndisturbedAsync);
        _paused = new Lazy<Task<PausedSession>>(() => PausedSession.RunAsync(this));
    }

    internal string Authority => Path.Combine(_folder, "authority");

    /// <summary>The model of three banks whom nothing befell.</summary>
    internal Task<byte[]> UndisturbedModelAsync() => _undisturbed.Value;

    /// <summary>Four banks in resilient mode, one of which was paused for longer than the others waited.</summary>
    internal Task<PausedSession> PausedSessionAsync() => _paused.Value;

    public async Task InitializeAsync()
    {
        await RunAsync("provision", "authority", "--output", Authority);
        await Task.WhenAll(Banks.Prepend(Hub).Select(async member =>
        {
            await RunAsync("provision", "request", "--id", member, "--output", Path.Combine(_folder, member));
            await RunAsync("provision", "issue", "--authority", Authority, "--request", Path.Combine(_folder, member, "member.csr"), "--output", Certificate(member), "--id", member);
        }));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    internal string Certificate(string member) => Path.Combine(_folder, member + ".crt");

    internal string Key(string member) => Path.Combine(_folder, member, "member.key");

    internal static async Task RunAsync(params string[] args)
    {
        ProgramEnd end = await ProgramRun.RunAsync(args);
        Assert.True(end.ExitCode == 0, end.Messages);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<byte[]> RunUndisturbedAsync()
    {
        using Consortium consortium = await Consortium.CreateAsync(this, Consortium.StaticTerms, banks: 3);
        IReadOnlyDictionary<string, MemberEnd> ends = await consortium.RunAsync([]);
        byte[] model = ends[Hub].End.Model;
        Assert.All(ends.Values, end => Assert.Equal(model, end.End.Model));
        return model;
    }
}
