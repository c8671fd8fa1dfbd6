using System.Globalization;
using System.Xml.Linq;

namespace AgriCredit.Export;

/// <summary>Elements and expressions of PMML 4.4.</summary>
internal static class PmmlXml
{
    private static readonly XNamespace Namespace = "http://www.dmg.org/PMML-4_4";

    /// <summary>An element; contents that are null are left out.</summary>
    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    public static XAttribute Attribute(string name, string value) => new(name, value);

    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    /// <summary>The shortest text that reads back to the same double.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static XElement Field(string name) => Element("FieldRef", Attribute("field", name));

    public static XElement Constant(double value) => Element("Constant", Attribute("dataType", "double"), Number(value));

    public static XElement Constant(string value) => Element("Constant", Attribute("dataType", "string"), value);

    /// <summary>A built-in function of expressions.</summary>
    public static XElement Apply(string function, params object[] arguments) => Element("Apply", Attribute("function", function), arguments);

    /// <summary>The numbers from a lower bound to an upper one; a bound that is infinite is left open.</summary>
    public static XElement Interval(double low, bool includesLow, double high, bool includesHigh) => Element(
        "Interval",
        Attribute("closure", $"{(includesLow ? "closed" : "open")}{(includesHigh ? "Closed" : "Open")}"),
        double.IsInfinity(low) ? null : Attribute("leftMargin", low),
        double.IsInfinity(high) ? null : Attribute("rightMargin", high));

    /// <summary>An output computed from others.</summary>
    public static XElement Computed(string name, XElement expression) =>
        Element("OutputField", Attribute("name", name), Attribute("optype", "continuous"), Attribute("dataType", "double"), Attribute("feature", "transformedValue"), expression);

    /// <summary>The output that the model itself predicts.</summary>
    public static XElement Predicted(string name) =>
        Element("OutputField", Attribute("name", name), Attribute("optype", "continuous"), Attribute("dataType", "double"), Attribute("feature", "predictedValue"));
}
