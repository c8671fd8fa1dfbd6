using System.CommandLine;
using System.Net;
using AgriCredit.AspNetCore;
using AgriCredit.Federation.Grpc;
using AgriCredit.Harness.CommandLine;
using AgriCredit.Harness.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgriCredit.Harness.Scoring;

/// <summary><c>serve</c>: scores applicants over HTTP until it is stopped.</summary>
internal sealed class ServeVerb : Verb
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const int DefaultReloadSeconds = 10;
    private const int LongestReloadSeconds = 86_400;

    /// <summary>How long requests in work may take to end once it is stopped.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly Option<string> _model = new("--model") { Description = "The model: model.json of a run.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> _signature = new("--signature") { Description = "The detached signature that every version of the model must have.", HelpName = "FILE" };
    private readonly Option<string?> _publicKey = new("--public-key") { Description = "The author's public key (PEM, P-256) that the signature is checked with.", HelpName = "FILE" };
    private readonly Option<string> _url = new("--url")
    {
        Description = "Where to listen. Nobody is asked who he is: keep it on loopback, or behind a proxy that asks.",
        DefaultValueFactory = _ => DefaultUrl,
        HelpName = "http://HOST:PORT",
    };

    private readonly Option<double?> _cutOff = new("--cut-off") { Description = "The points from which an applicant is approved; the model's own by default.", HelpName = "POINTS" };
    private readonly Option<string> _locale = new("--locale") { Description = "The language of reasons where a request names none.", DefaultValueFactory = _ => ReasonText.EnglishLocale };
    private readonly Option<int> _reload = new("--reload") { Description = "Look for a new model file every so many seconds; 0 for never.", DefaultValueFactory = _ => DefaultReloadSeconds, HelpName = "SECONDS" };
    private readonly Option<LogFormat> _log = new("--log") { Description = "How to write the log on the standard error: text or json." };

    public ServeVerb()
        : base("serve", "Scores applicants over HTTP, with a page to try one, until it is stopped.")
    {
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Examples =>
    [
        $"{Cli.ToolName} serve --model runs/farm-loans/model.json",
        $"curl {DefaultUrl}/model",
    ];

    /// <inheritdoc/>
    protected override void AddOptions(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(_model);
        command.Add(_signature);
        command.Add(_publicKey);
        command.Add(_url);
        command.Add(_cutOff);
        command.Add(_locale);
        command.Add(_reload);
        command.Add(_log);
        _locale.AcceptOnlyFromAmong(ReasonText.EnglishLocale, ReasonText.ChineseLocale);
        RequireFinite(_cutOff);
        RequireRange(_reload, 0, LongestReloadSeconds);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, ConsoleOutput output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(output);
        Uri url = ReadUrl(arguments.GetRequiredValue(_url));
        int reload = arguments.GetValue(_reload);
        var options = new CreditScoringOptions
        {
            ModelPath = arguments.GetRequiredValue(_model),
            SignaturePath = arguments.GetValue(_signature),
            PublicKeyPath = arguments.GetValue(_publicKey),
            ReloadInterval = reload == 0 ? null : TimeSpan.FromSeconds(reload),
            ApprovalCutOffPoints = arguments.GetValue(_cutOff),
            DefaultLocale = arguments.GetRequiredValue(_locale),
        };
        if (options.SignaturePath is null != options.PublicKeyPath is null)
        {
            throw new HarnessException(ExitCode.Usage, "--signature and --public-key go together: one says nothing without the other.");
        }

        var log = new HostLog(output, TimeProvider.System, "serve", arguments.GetValue(_log));
        bool opened = false;
        await using WebApplication application = Build(options, url, log, logs: level => opened || level < LogLevel.Error);
        await RequireModelAsync(application, options.ModelPath, cancellationToken);
        opened = true;
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            throw new HarnessException(ExitCode.Usage, $"Cannot listen on {url}: {fault.Message}", fault);
        }

        string address = application.Urls.First();
        log.Write("listening", $"Serving '{options.ModelPath}' on {address}; Ctrl-C stops it.", ("address", address));
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            await application.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Builds the service; building it loads the model.</summary>
    /// <param name="options">What is served.</param>
    /// <param name="url">Where to listen.</param>
    /// <param name="log">Where to log.</param>
    /// <param name="logs">Whether a level is logged now: what is wrong with the first model, the verb says itself when it ends.</param>
    private static WebApplication Build(CreditScoringOptions options, Uri url, HostLog log, Func<LogLevel, bool> logs)
    {
        // Empty: a file of settings or a variable of the environment must not open other ports.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => Listen(server, url));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionBlocks>();
        builder.Services.AddRouting();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = FarewellTime);
        builder.Logging.AddProvider(new HostLogProvider(log)).AddFilter(level => level >= LogLevel.Information && logs(level)).AddFilter("Microsoft", level => level >= LogLevel.Warning && logs(level));
        builder.Services.AddCreditScoring(options);
        WebApplication application = builder.Build();
        application.UseStatusCodePages();
        application.UseRouting();
        application.MapCreditScoring();
        return application;
    }

    private static void Listen(KestrelServerOptions server, Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out IPAddress? address))
        {
            server.Listen(address, url.Port);
        }
        else
        {
            server.ListenLocalhost(url.Port);
        }

        server.AddServerHeader = false;
    }

    private static Uri ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp && url.PathAndQuery == "/" && (url.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
            ? url
            : throw new HarnessException(ExitCode.Usage, $"--url: expected http:// with an address or localhost and a port, such as {DefaultUrl}; got '{text}'. For HTTPS put a proxy before it.");

    /// <summary>A model that is not sound now is a mistake to be told now; the service itself would wait for a sound one.</summary>
    private static async Task RequireModelAsync(WebApplication application, string path, CancellationToken cancellationToken)
    {
        HealthReport health = await application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == CreditScoringServices.HealthCheckName, cancellationToken);
        if (health.Status == HealthStatus.Unhealthy)
        {
            throw new HarnessException(ExitCode.Usage, $"The model '{path}' cannot be used. {health.Entries[CreditScoringServices.HealthCheckName].Description}");
        }
    }
}
