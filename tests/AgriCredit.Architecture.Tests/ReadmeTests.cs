using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgriCredit.Architecture.Tests.Support;
using AgriCredit.Packaging.Tests.Support;
using AgriCredit.Testing;

namespace AgriCredit.Architecture.Tests;

/// <summary>Each package has a README, and what READMEs show compiles against that package alone, runs, and prints what they say.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-readme-").FullName;

    private static IEnumerable<string> Names => Directory.GetDirectories(Path.Combine(TestData.Checkout, "src"))
        .Where(folder => Directory.GetFiles(folder, "*.csproj").Any(project => !File.ReadAllText(project).Contains("<IsPackable>false</IsPackable>", StringComparison.Ordinal)))
        .Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public static TheoryData<string> Packages => [.. Names];

    /// <summary>All but the service, which serves until it is stopped: the tests of packaging compile it ahead of time and ask it for scores.</summary>
    public static TheoryData<string> PackagesWhoseExampleEnds => [.. Names.Where(package => package != House.AspNetCore.GetName().Name)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Examples_CompileAgainstTheirPackageAlone(string package)
    {
        Readme readme = Readme.Of("src", package);

        Assert.NotEmpty(readme.CSharp);
        for (int blocks = 1; blocks <= readme.CSharp.Count; blocks++)
        {
            ExampleProgram.Compile(string.Join('\n', readme.CSharp.Take(blocks)), AssemblyOf(package));
        }
    }

    [Theory]
    [MemberData(nameof(PackagesWhoseExampleEnds))]
    public void Example_RunsAndPrintsWhatIsSaid(string package)
    {
        Readme readme = Readme.Of("src", package);
        ModelFile.Save(Models.Loans(), Path.Combine(_folder, "model.json"));

        string printed = ExampleProgram.Compile(readme.Program, AssemblyOf(package)).RunIn(_folder);

        Assert.NotEmpty(printed);
        Assert.Equal(readme.Printed ?? printed, printed);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Links_LeadSomewhere(string package)
    {
        foreach (Match link in Regex.Matches(Readme.Of("src", package).Text, @"\]\((?<to>[^)]+)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))
        {
            string path = Path.Combine(TestData.Checkout, "src", package, link.Groups["to"].Value);
            Assert.True(File.Exists(path), $"{package}/README.md links to {path}.");
        }
    }

    /// <summary>A link is dead on a package's page, but a file that the README says is in the package is there.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void FilesThatAreSaidToBeInThePackage_Are(string package)
    {
        string[] carried = [.. Regex.Matches(Readme.Of("src", package).Text, @"\]\((?<file>[^)]+)\), in this package too", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(match => match.Groups["file"].Value)];
        string[] protocols = [.. Directory.GetFiles(Path.Combine(TestData.Checkout, "src", package), "PROTOCOL.md").Select(path => Path.GetFileName(path))];
        Assert.Equal(protocols, carried);
        if (carried.Length == 0)
        {
            return;
        }

        using var items = JsonDocument.Parse(Command.Succeed(TestData.Checkout, "dotnet", "msbuild", Path.Combine("src", package), "-getItem:None"));
        string[] packed =
        [
            .. items.RootElement.GetProperty("Items").GetProperty("None").EnumerateArray()
                .Where(item => item.TryGetProperty("Pack", out JsonElement pack) && pack.GetString() == "true")
                .Select(item => item.GetProperty("Filename").GetString() + item.GetProperty("Extension").GetString()),
        ];
        Assert.All(carried, file => Assert.Contains(file, packed));
    }

    [Fact]
    public void TheLibraryExplainsItselfInTenLines()
    {
        Readme readme = Readme.Of();
        Assert.Equal(2, readme.CSharp.Count);
        Assert.InRange(readme.CSharp[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 3, 10);
        Directory.CreateDirectory(Path.Combine(_folder, "models"));
        ModelFile.Save(Models.Loans(), Path.Combine(_folder, "models", "smallholder.json"));

        string printed = ExampleProgram.Compile($"using AgriCredit;\n{readme.CSharp[0]}Console.WriteLine(pd);", House.Scoring).RunIn(_folder);

        CreditScore expected = new CreditScorer(Models.Loans()).Explain([12, 5.5, double.NaN]);
        Assert.NotEmpty(expected.ReasonCodes);
        Assert.Equal(
            [$"{expected.Points} points, PD {expected.ProbabilityOfDefault}", .. expected.ReasonCodes.Select(reason => $"{reason.Code}: {reason.Text}"), expected.ProbabilityOfDefault.ToString()],
            printed.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void TheServiceIsTwoLines() => ExampleProgram.Compile(
        $"using AgriCredit.AspNetCore;\nWebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);\nWebApplication app = builder.Build();\n{Readme.Of().CSharp[1]}", House.AspNetCore);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Assembly AssemblyOf(string package) =>
        House.Assemblies.Single(assembly => assembly.GetName().Name == (package == "AgriCredit" ? House.Scoring.GetName().Name : package));

    [CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
    public sealed class OneAtATime;
}
