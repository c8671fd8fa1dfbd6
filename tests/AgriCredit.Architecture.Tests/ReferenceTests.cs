using System.Reflection;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using AgriCredit.Testing;

namespace AgriCredit.Architecture.Tests;

public class ReferenceTests
{
    public static TheoryData<string> AssemblyNames => [.. House.Assemblies.Select(assembly => assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(AssemblyNames))]
    public void ReferencesWithinTheHouse_PointOneWay(string name)
    {
        Assembly assembly = Find(name);
        string[] allowed = [.. House.MayReferTo[assembly].Select(other => other.GetName().Name!)];
        IEnumerable<string> referred = assembly.GetReferencedAssemblies().Select(other => other.Name!).Where(other => other.StartsWith("AgriCredit", StringComparison.Ordinal));
        Assert.Empty(referred.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(AssemblyNames))]
    public void ForeignAssemblies_AreSeenWhereTheyBelong(string name)
    {
        Assembly assembly = Find(name);
        foreach ((string foreign, Assembly[] owners) in House.Foreign)
        {
            bool sees = assembly.GetReferencedAssemblies().Any(other => other.Name!.StartsWith(foreign, StringComparison.Ordinal));
            Assert.False(sees && !owners.Contains(assembly), $"{name} refers to {foreign}");
        }
    }

    [Fact]
    public void NativeLibraries_AreCalledWhereTheyBelong()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var callers = House.Assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Any))
            .Select(method => (method.Module.Assembly, Library: method.GetCustomAttribute<DllImportAttribute>()?.Value))
            .Where(call => call.Library is not null)
            .Distinct()
            .ToDictionary(call => call.Library!, call => call.Assembly);
        Assert.Equal(House.Native.OrderBy(pair => pair.Key), callers.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void Libsodium_IsAPackageOfAlignmentAlone()
    {
        foreach (string project in Directory.EnumerateFiles(Path.Combine(TestData.Checkout, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            bool sees = XDocument.Load(project).Descendants("PackageReference").Any(package => package.Attribute("Include")?.Value is "libsodium");
            Assert.Equal(Path.GetFileNameWithoutExtension(project) == "AgriCredit.Alignment", sees);
        }
    }

    [Fact]
    public void ScoringPrivacyAndAlignment_ReferToThePlatformAlone()
    {
        foreach (Assembly assembly in new[] { House.Scoring, House.Privacy, House.Alignment })
        {
            Assert.All(assembly.GetReferencedAssemblies(), reference => Assert.True(House.IsPlatform(reference), $"{assembly.GetName().Name} refers to {reference.Name}"));
        }
    }

    [Theory]
    [InlineData("AgriCredit")]
    [InlineData("AgriCredit.Privacy")]
    public void ScoringAndPrivacy_BringNoPackages(string project)
    {
        var file = XDocument.Load(Path.Combine(TestData.Checkout, "src", project, $"{project}.csproj"));
        Assert.Empty(file.Descendants("PackageReference"));

        // A generator travels beside the assembly, which does not refer to it; the package's own list of dependencies is a packaging test's.
        Assert.All(file.Descendants("ProjectReference"), reference => Assert.Equal(("false", "all"), ((string?)reference.Attribute("ReferenceOutputAssembly"), (string?)reference.Attribute("PrivateAssets"))));
        Assert.Empty(file.Descendants("FrameworkReference"));
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(TestData.Checkout, "AgriCredit.sln")).Replace('\\', '/');
        foreach (string folder in new[] { "src", "harness", "benchmarks", "tests" })
        {
            foreach (string project in Directory.EnumerateFiles(Path.Combine(TestData.Checkout, folder), "*.csproj", SearchOption.AllDirectories))
            {
                Assert.Contains(Path.GetRelativePath(TestData.Checkout, project).Replace('\\', '/'), solution, StringComparison.Ordinal);
            }
        }
    }

    private static Assembly Find(string name) => House.Assemblies.Single(assembly => assembly.GetName().Name == name);
}
