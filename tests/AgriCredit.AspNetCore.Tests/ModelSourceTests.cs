using System.Diagnostics.Metrics;
using AgriCredit.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgriCredit.AspNetCore.Tests;

public sealed class ModelSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agricredit-source-");
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private bool _fails;

    private string ModelPath => Path.Combine(_folder.FullName, "model.json");

    public void Dispose()
    {
        _services.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void FirstModelThatCannotBePrepared_IsRefusedAndTriedAgain()
    {
        ModelFile.Save(TestModels.Mixed(), ModelPath);
        _fails = true;
        using ModelSource source = Open();
        Assert.Null(source.Current);
        Assert.Contains("InvalidTimeZoneException", source.Standing.Fault, StringComparison.Ordinal);
        source.CheckNow();
        Assert.Null(source.Current);

        _fails = false;
        source.CheckNow();
        Assert.NotNull(source.Current);
        Assert.Null(source.Standing.Fault);
    }

    [Fact]
    public void LaterModelThatCannotBePrepared_LeavesTheLastOneAndSaysSo()
    {
        ModelFile.Save(TestModels.Mixed(-1.5), ModelPath);
        using ModelSource source = Open();
        ServedModel first = source.Current!;
        _fails = true;
        ModelFile.Save(TestModels.Mixed(-0.5), ModelPath);
        source.CheckNow();
        Assert.Same(first, source.Current);
        Assert.Contains("InvalidTimeZoneException", source.Standing.Fault, StringComparison.Ordinal);

        _fails = false;
        ModelFile.Save(TestModels.Mixed(0.5), ModelPath);
        source.CheckNow();
        Assert.Equal(0.5, source.Current!.Scorer.Model.Intercept);
        Assert.Null(source.Standing.Fault);
    }

    [Fact]
    public void FileThatIsSoundAgain_EndsTheFault()
    {
        ModelFile.Save(TestModels.Mixed(), ModelPath);
        using ModelSource source = Open();
        byte[] sound = File.ReadAllBytes(ModelPath);
        File.WriteAllText(ModelPath, "{}");
        source.CheckNow();
        Assert.NotNull(source.Standing.Fault);
        File.WriteAllBytes(ModelPath, sound);
        source.CheckNow();
        Assert.Null(source.Standing.Fault);
        Assert.NotNull(source.Current);
    }

    [Fact]
    public async Task LooksThatOverlap_EndWithTheModelOfTheLastFile()
    {
        ModelFile.Save(TestModels.Mixed(), ModelPath);
        using ModelSource source = Open();
        for (int round = 1; round <= 20; round++)
        {
            Task[] looks = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (int look = 0; look < 10; look++)
                {
                    source.CheckNow();
                }
            }))];
            File.WriteAllText(ModelPath, "{}");
            ModelFile.Save(TestModels.Mixed(-round), ModelPath);
            await Task.WhenAll(looks);
            source.CheckNow();
            Assert.Equal(-round, source.Current!.Scorer.Model.Intercept);
            Assert.Null(source.Standing.Fault);
        }
    }

    private ModelSource Open()
    {
        var options = new CreditScoringOptions { ModelPath = ModelPath, ReloadInterval = null };
        return new ModelSource(
            options,
            new ScoringMetrics(_services.GetRequiredService<IMeterFactory>()),
            NullLogger<ModelSource>.Instance,
            TimeProvider.System,
            scorer => _fails ? throw new InvalidTimeZoneException() : new ServedModel(scorer, options));
    }
}
