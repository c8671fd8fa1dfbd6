using System.Reflection;
using AgriCredit.Generators;
using Microsoft.AspNetCore.Builder;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AgriCredit.Architecture.Tests.Support;

/// <summary>A program as a reader of a README would have it: compiled against one package and what that brings, with the implicit usings of the SDK, warnings as errors.</summary>
internal sealed class ExampleProgram
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
    private const string WebImplicitUsings = "global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;";

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);
    private static readonly MetadataReference[] Runtime = PlatformBeside(typeof(object));
    private static readonly MetadataReference[] AspNetCore = PlatformBeside(typeof(WebApplication));
    private readonly byte[] _image;

    private ExampleProgram(byte[] image) => _image = image;

    /// <summary>Compiles a program.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="package">The assembly of the package that it is to show.</param>
    public static ExampleProgram Compile(string source, Assembly package)
    {
        Assembly[] own = [.. Closure(package)];
        bool web = own.Any(House.Foreign["Microsoft.AspNetCore"].Contains);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(source, Parsing), CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing), .. package == House.AspNetCore ? [CSharpSyntaxTree.ParseText(WebImplicitUsings, Parsing)] : Array.Empty<SyntaxTree>()],
            [.. Runtime, .. web ? AspNetCore : [], .. own.Select(assembly => MetadataReference.CreateFromFile(assembly.Location))],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, checkOverflow: false));
        CSharpGeneratorDriver.Create([new ApplicantRecordGenerator().AsSourceGenerator()], parseOptions: Parsing).RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out _);
        using var image = new MemoryStream();
        string[] faults = [.. whole.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
        Assert.True(faults.Length == 0, $"{string.Join('\n', faults)}\nin\n{source}");
        return new ExampleProgram(image.ToArray());
    }

    /// <summary>Runs it in a folder; what it prints. The console and the working directory are the process's: one at a time.</summary>
    public string RunIn(string folder)
    {
        TextWriter console = Console.Out;
        string before = Directory.GetCurrentDirectory();
        using var printed = new StringWriter { NewLine = "\n" };
        Console.SetOut(printed);
        Directory.SetCurrentDirectory(folder);
        try
        {
            MethodInfo main = Assembly.Load(_image).EntryPoint!;
            main.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
            Console.SetOut(console);
        }

        return printed.ToString();
    }

    private static IEnumerable<Assembly> Closure(Assembly package) => House.MayReferTo[package].SelectMany(Closure).Append(package).Distinct();

    private static MetadataReference[] PlatformBeside(Type type) =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(type.Assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];
}
