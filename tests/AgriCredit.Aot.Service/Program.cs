using AgriCredit.AspNetCore;

// Serves a model file on a port of this machine, as a service that is compiled ahead of time would; the log says which.
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: AgriCredit.Aot.Service MODEL.json");
    return 2;
}

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddCreditScoring(new CreditScoringOptions { ModelPath = args[0] });
WebApplication app = builder.Build();
app.MapCreditScoring();
await app.RunAsync();
return 0;
