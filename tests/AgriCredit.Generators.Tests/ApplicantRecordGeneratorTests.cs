using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AgriCredit.Generators.Tests;

public class ApplicantRecordGeneratorTests
{
    [Fact]
    public void EveryShapeOfType_IsBoundAndRead()
    {
        Assembly assembly = Compile("""
            namespace Loans
            {
                public enum Crop { Rice, Wheat, Paddy = Rice }

                public partial class Outer
                {
                    [AgriCredit.ApplicantRecord]
                    public readonly partial record struct Inner(int @class, decimal? AreaMu);
                }

                [AgriCredit.ApplicantRecord]
                public partial record Application : Base
                {
                    [AgriCredit.ApplicantInput("term", Unit = "month")]
                    public byte TermMonths { get; init; }
                    public double? GDPPerHead { get; init; }
                    public bool HasPlot { get; init; }
                    public bool? HasRoad { get; init; }
                    public string? Village { get; init; }
                    public Crop Crop { get; init; }
                    public Crop? SecondCrop { get; init; }
                    [AgriCredit.NotAnInput] public System.DateTime Applied { get; init; }
                    public static int Count => 0;
                    internal int Hidden => 0;
                    public int this[int index] => index;
                    public int WriteOnly { set { } }
                }

                public record Base { public float Rain { get; init; } }
            }

            [AgriCredit.ApplicantRecord]
            public partial class Plain { public long Loans { get; set; } }
            """);
        AgriCredit.ApplicantField[] fields = Fields(assembly, "Loans.Application");
        Assert.Equal(["term", "gdp_per_head", "has_plot", "has_road", "village", "crop", "second_crop", "rain"], fields.Select(field => field.Input));
        Assert.Equal("TermMonths", fields[0].Property);
        Assert.Equal("month", fields[0].Unit);
        Assert.Equal([4, 5, 6], fields.Index().Where(field => field.Item.Kind == ApplicantFieldKind.Category).Select(field => field.Index));
        Assert.Equal(["class", "area_mu"], Fields(assembly, "Loans.Outer+Inner").Select(field => field.Input));
        Assert.Equal(["loans"], Fields(assembly, "Plain").Select(field => field.Input));

        Type type = assembly.GetType("Loans.Application")!;
        object record = Activator.CreateInstance(type)!;
        Type crop = assembly.GetType("Loans.Crop")!;
        type.GetProperty("TermMonths")!.SetValue(record, (byte)12);
        type.GetProperty("HasPlot")!.SetValue(record, true);
        type.GetProperty("Rain")!.SetValue(record, 2.5f);
        type.GetProperty("Village")!.SetValue(record, "青石");
        type.GetProperty("Crop")!.SetValue(record, Enum.ToObject(crop, 7));
        Assert.Equal([12, double.NaN, 1, double.NaN, 2.5], new[] { 0, 1, 2, 3, 7 }.Select(field => (double)Call(type, "ReadNumber", record, field)!));
        Assert.Equal(["青石", "7", null], new[] { 4, 5, 6 }.Select(field => (string?)Call(type, "ReadText", record, field)));
        type.GetProperty("SecondCrop")!.SetValue(record, Enum.ToObject(crop, 0));
        Assert.Equal("Rice", Call(type, "ReadText", record, 6));
        Assert.IsType<ArgumentOutOfRangeException>(Assert.Throws<TargetInvocationException>(() => Call(type, "ReadNumber", record, 4)).InnerException);
    }

    [Theory]
    [InlineData("[AgriCredit.ApplicantRecord] public class A { public int X { get; } }", "AGRI001")]
    [InlineData("[AgriCredit.ApplicantRecord] public partial class A<T> { public int X { get; } }", "AGRI001")]
    [InlineData("public class B { [AgriCredit.ApplicantRecord] public partial class A { public int X { get; } } }", "AGRI001")]
    [InlineData("[AgriCredit.ApplicantRecord] public partial class A { public System.DateTime X { get; } }", "AGRI002")]
    [InlineData("[AgriCredit.ApplicantRecord] public partial class A { public int[] X { get; } = []; }", "AGRI002")]
    [InlineData("[AgriCredit.ApplicantRecord] public partial class A { public int AreaMu { get; } public int area_mu { get; } }", "AGRI003")]
    [InlineData("[AgriCredit.ApplicantRecord] public partial class A { internal int X { get; } }", "AGRI004")]
    public void TypeThatCannotBeBound_IsACompileErrorInItsPlace(string source, string id)
    {
        (_, GeneratorDriverRunResult result) = Run(source);
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal("loans.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.Empty(result.GeneratedTrees);
    }

    [Theory]
    [InlineData("TermMonths", "term_months")]
    [InlineData("GDPPerHead", "gdp_per_head")]
    [InlineData("X", "x")]
    [InlineData("area_mu", "area_mu")]
    [InlineData("Area_Mu", "area_mu")]
    [InlineData("Loans2Years", "loans2_years")]
    public void Names_BecomeLowerCaseWithUnderscores(string property, string input)
    {
        Assembly assembly = Compile($"[AgriCredit.ApplicantRecord] public partial class A {{ public int {property} {{ get; }} }}");
        Assert.Equal(input, Assert.Single(Fields(assembly, "A")).Input);
    }

    [Fact]
    public void EditElsewhere_MakesNothingAnew()
    {
        CSharpCompilation compilation = Compilation("[AgriCredit.ApplicantRecord] public partial class A { public int X { get; } }");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ApplicantRecordGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Other { }")));
        IEnumerable<IncrementalStepRunReason> reasons = driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason);
        Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{reason}"));
    }

    private static ApplicantField[] Fields(Assembly assembly, string type) =>
        [.. (IReadOnlyList<ApplicantField>)Call(assembly.GetType(type, throwOnError: true)!, "get_Fields")!];

    private static object? Call(Type type, string method, params object?[] arguments) =>
        type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Single(candidate => candidate.Name.EndsWith($".{method}", StringComparison.Ordinal)).Invoke(null, arguments);

    private static Assembly Compile(string source)
    {
        (Compilation compilation, GeneratorDriverRunResult result) = Run(source);
        Assert.Empty(result.Diagnostics);
        using var image = new MemoryStream();
        Assert.Equal("", string.Join("\n", compilation.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)));
        return Assembly.Load(image.ToArray());
    }

    private static (Compilation Compilation, GeneratorDriverRunResult Result) Run(string source)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(new ApplicantRecordGenerator()).RunGeneratorsAndUpdateCompilation(Compilation(source), out Compilation compilation, out _);
        return (compilation, driver.GetRunResult());
    }

    private static CSharpCompilation Compilation(string source)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        MetadataReference[] references = [.. platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)), MetadataReference.CreateFromFile(typeof(CreditScorer).Assembly.Location)];
        return CSharpCompilation.Create(
            $"Loans{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(source, path: "loans.cs")],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }
}
