using System.Runtime.InteropServices;
using AgriCredit.Testing;

namespace AgriCredit.Packaging.Tests.Support;

/// <summary>A folder for what the tests build, with a copy of the sources, so that nothing in the checkout changes; gone at the end.</summary>
public sealed class Workshop : IDisposable
{
    private static readonly string[] Projects = ["src/AgriCredit", "src/AgriCredit.AspNetCore", "src/AgriCredit.Generators", "src/AgriCredit.Native", "tests/AgriCredit.Aot"];
    private static readonly string[] Built = ["bin", "obj"];
    private readonly Lazy<string> _sources;
    private readonly Lazy<string> _library;

    public Workshop()
    {
        _sources = new Lazy<string>(CopySources);
        _library = new Lazy<string>(() => Publish("src/AgriCredit.Native"));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("agricredit-packaging-").FullName;

    /// <summary>The copy of the sources.</summary>
    public string Sources => _sources.Value;

    /// <summary>The folder of the published library and its header.</summary>
    public string Library => _library.Value;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Packs a project; the folder of its package.</summary>
    public string Pack(string project)
    {
        string feed = PathOf("feed");
        Command.Succeed(Sources, "dotnet", "pack", project, "-c", "Release", "-v", "quiet", "-o", feed);
        return feed;
    }

    /// <summary>Compiles a project ahead of time; the folder of what came out.</summary>
    public string Publish(string project)
    {
        string output = PathOf(Path.GetFileName(project));
        Command.Succeed(Sources, "dotnet", "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-v", "quiet", "-o", output);
        return output;
    }

    /// <summary>A model with every kind of input, saved.</summary>
    public string SaveModel()
    {
        string path = PathOf("model.json");
        ModelFile.Save(Models.Loans(), path);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string CopySources()
    {
        string target = PathOf("sources");
        foreach (string folder in new[] { "", "src", "tests" })
        {
            Directory.CreateDirectory(Path.Combine(target, folder));
            foreach (string file in Directory.GetFiles(Path.Combine(TestData.Checkout, folder)).Where(file => Path.GetExtension(file) is ".props" or ".targets" or ".json" or ".txt" or ".editorconfig"))
            {
                File.Copy(file, Path.Combine(target, folder, Path.GetFileName(file)));
            }
        }

        foreach (string project in Projects)
        {
            string root = Path.Combine(TestData.Checkout, project);
            foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                string relative = Path.GetRelativePath(root, file);
                if (!Built.Contains(relative.Split(Path.DirectorySeparatorChar)[0]))
                {
                    string copy = Path.Combine(target, project, relative);
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(file, copy);
                }
            }
        }

        return target;
    }
}
