using System.Xml;

namespace AgriCredit.Export;

/// <summary>What the texts of a model must be for a document to carry them.</summary>
internal static class PmmlText
{
    /// <summary>Looks at every text of the model that gets into its document.</summary>
    /// <exception cref="ArgumentException">One has a character that XML 1.0 does not have.</exception>
    public static void Require(CreditModel model)
    {
        RequireCarried(model.Provenance.Scenario, "The scenario's name");
        foreach (ModelFeature feature in model.Features)
        {
            RequireCarried(feature.Source, $"The name of input '{feature.Source}'");
            RequireCarried(feature.Unit ?? "", $"The unit of feature '{feature.Name}'");
            RequireCarried(feature.Group, $"The group of feature '{feature.Name}'");
            foreach (string category in feature.Transform is WoeTransform woe ? woe.Categories : [])
            {
                RequireCarried(category, $"A category of feature '{feature.Name}'");
            }

            foreach (ReasonText reason in ReasonCatalogue.Entries(feature))
            {
                RequireCarried(reason.Code, $"A reason code of feature '{feature.Name}'");
            }
        }
    }

    /// <summary>The exception for a text that a document cannot carry.</summary>
#pragma warning disable MA0015 // People read these texts; "(Parameter 'model')" behind them would say nothing to them.
    public static ArgumentException Refusal(string fault) => new($"{fault}. Change it and write the model again, or export the model in another format.");
#pragma warning restore MA0015

    private static void RequireCarried(string text, string what)
    {
        // Halves of pairs always come together: a model has no others.
        int position = Array.FindIndex(text.ToCharArray(), character => !XmlConvert.IsXmlChar(character) && !char.IsSurrogate(character));
        if (position >= 0)
        {
            throw Refusal($"{what} has the character U+{(int)text[position]:X4} at position {position}, which XML 1.0 does not have");
        }
    }
}
