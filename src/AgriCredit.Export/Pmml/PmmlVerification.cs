using System.Xml.Linq;
using static AgriCredit.Export.PmmlXml;

namespace AgriCredit.Export;

/// <summary>The golden vectors as a document's own test, in double precision but for rounding.</summary>
internal static class PmmlVerification
{
    // Of numbers that are to be 0; all others are compared with the standard's relative precision of 10^-6.
    private const double ZeroThreshold = 1e-9;

    public static XElement Create(CreditModel model, ExportedTerm[] terms, PmmlNames names)
    {
        string[] numbers = [names.ProbabilityOfDefault, names.Logit, names.Points];
        string[] fields = [.. terms.Select(term => term.Input), .. numbers, .. names.Reasons];
        return Element(
            "ModelVerification",
            Attribute("recordCount", model.GoldenVectors.Count),
            Attribute("fieldCount", fields.Length),
            Element(
                "VerificationFields",
                fields.Select((field, column) => Element(
                    "VerificationField", Attribute("field", field), Attribute("column", Column(column)), numbers.Contains(field) ? Attribute("zeroThreshold", ZeroThreshold) : null))),
            Element("InlineTable", model.GoldenVectors.Select(vector => Element("row", Cells(vector, terms, names.Reasons.Count)))));
    }

    private static IEnumerable<XElement> Cells(GoldenVector vector, ExportedTerm[] terms, int reasons)
    {
        IEnumerable<string?> cells =
        [
            .. vector.Inputs.Select((value, input) => Text(terms[input], value)),
            Number(vector.Score.ProbabilityOfDefault.Value),
            Number(vector.Score.Logit),
            Number(vector.Score.Points.Value),
            .. vector.ReasonCodes.Take(reasons),
        ];
        return cells.Index().Where(cell => cell.Item is not null).Select(cell => Element(Column(cell.Index), cell.Item));
    }

    // Missing values have no cell.
    private static string? Text(ExportedTerm term, double value)
    {
        if (double.IsNaN(value))
        {
            return null;
        }

        return term.Categories.Count == 0 ? Number(value) : value < term.Categories.Count ? term.Categories[(int)value] : Unlisted(term.Categories);
    }

    private static string Unlisted(IReadOnlyList<string> categories)
    {
        string name = "other";
        while (categories.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    private static string Column(int index) => $"c{index + 1}";
}
