using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AgriCredit.Harness.Reporting;

/// <summary>Makes the elements of a page that is HTML and well-formed XML at once.</summary>
/// <remarks>Text and attributes become tree nodes and are encoded when the tree is written, so no party's or feature's name can become markup.</remarks>
internal static class Html
{
    private static readonly HashSet<string> Void = ["meta", "br", "hr"];

    /// <summary>An element. Content is text, elements, attributes, sequences of these, or null.</summary>
    public static XElement Element(string name, params object?[] content)
    {
        var element = new XElement(name, content.Select(Clean));
        // An element closed in its start tag is open in HTML, unless it is one of the void ones.
        if (element.IsEmpty && !Void.Contains(name))
            element.Add("");
        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute Attribute(string name, string value) => new(name, Clean(value)!);

    /// <summary>The page's text, with the document type HTML asks for.</summary>
    public static string ToText(XElement page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var text = new StringBuilder("<!DOCTYPE html>\n");
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(text, settings))
            page.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>Replaces what no page may hold: control characters, halves of a surrogate pair.</summary>
    private static object? Clean(object? content)
    {
        if (content is IEnumerable<XElement> or XObject or null)
            return content;
        string text = content as string ?? throw new ArgumentException($"A page holds text and elements, not {content.GetType().Name}.", nameof(content));
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }
}
