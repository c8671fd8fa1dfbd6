using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace AgriCredit.Export.Tests.Pmml;

/// <summary>Schemas that documents keep: our own of the part that is written, and the published one of PMML 4.4 where <see cref="Variable"/> names it. The latter is not part of the project.</summary>
internal static class PmmlSchemas
{
    /// <summary>The environment variable that names the file of the published schema.</summary>
    public const string Variable = "AGRICREDIT_PMML_SCHEMA";

    public static IEnumerable<(string Name, XmlSchemaSet Schema)> All()
    {
        using Stream own = typeof(PmmlSchemas).Assembly.GetManifestResourceStream("pmml-4.4-written.xsd")!;
        yield return ("written", Compile(own));
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            using Stream published = File.OpenRead(path);
            yield return ("published", Compile(published));
        }
    }

    /// <summary>What a document does that a schema does not allow.</summary>
    public static IReadOnlyList<string> Faults(XmlSchemaSet schema, XDocument document)
    {
        List<string> faults = [];
        document.Validate(schema, (_, fault) => faults.Add(fault.Message));
        return faults;
    }

    private static XmlSchemaSet Compile(Stream file)
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        schemas.ValidationEventHandler += (_, fault) => throw fault.Exception;
        using var reader = XmlReader.Create(file);
        schemas.Add(targetNamespace: null, reader);
        schemas.Compile();
        return schemas;
    }
}
