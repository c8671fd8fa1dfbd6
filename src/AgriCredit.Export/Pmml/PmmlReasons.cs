using System.Xml.Linq;
using static AgriCredit.Export.PmmlXml;

namespace AgriCredit.Export;

/// <summary>The reasons of a scorecard: baselines and codes of its characteristics, and the outputs that name what cost points.</summary>
internal sealed class PmmlReasons
{
    private const string NoReason = "none";
    private readonly IReadOnlyList<Characteristic> _characteristics;
    private readonly double _factor;
    private readonly string _noReason = NoReason;

    /// <summary>The reasons of a model that has no <see cref="PmmlExport.ReasonFault"/>.</summary>
    public PmmlReasons(CreditModel model)
    {
        _characteristics = model.Ranking.Characteristics;
        _factor = model.Scaling.Factor;
        Maximum = Math.Min(model.Ranking.Maximum, _characteristics.Count);
        BaselineMethod = model.Reasons.Policy switch
        {
            ReasonPolicy.PopulationMean => "mean",
            ReasonPolicy.BestAttainable => "max",
            _ => "other",
        };
        HashSet<string> codes = [.. _characteristics.SelectMany(characteristic => ReasonCatalogue.Entries(characteristic.Feature).Select(entry => entry.Code).Append(characteristic.Code))];
        while (codes.Contains(_noReason))
        {
            _noReason += "_";
        }
    }

    /// <summary>The most reasons of one applicant.</summary>
    public int Maximum { get; }

    public string BaselineMethod { get; }

    /// <summary>The points that an input's own are compared with.</summary>
    public double Baseline(int input) => -(_factor * _characteristics[input].Reference);

    /// <summary>The code of a bin's reason; of a missing value's where there is no bin.</summary>
    public string Code(int input, WoeBin? bin) => bin?.Reason?.Code ?? _characteristics[input].Code;

    /// <summary>Gives no points, and costs as many as are no reason: what costs more ranks before it.</summary>
    public XElement End() => Element(
        "Characteristic",
        Attribute("name", $"({_noReason})"),
        Attribute("reasonCode", _noReason),
        Attribute("baselineScore", ReasonRanking.SmallestCost),
        Element("Attribute", Attribute("partialScore", 0), Element("True")));

    /// <summary>What ranks at each place, and then the reasons: what ranks there if <see cref="End"/> ranks behind.</summary>
    public IEnumerable<XElement> Outputs(PmmlNames names) =>
    [
        .. names.Ranks.Select((rank, index) => Element(
            "OutputField",
            Attribute("name", rank),
            Attribute("optype", "categorical"),
            Attribute("dataType", "string"),
            Attribute("feature", "reasonCode"),
            Attribute("rank", index + 1),
            Attribute("isFinalResult", "false"))),
        .. names.Reasons.Select((reason, index) => Element(
            "OutputField",
            Attribute("name", reason),
            Attribute("optype", "categorical"),
            Attribute("dataType", "string"),
            Attribute("feature", "transformedValue"),
            Apply("if", AllBeforeEnd(names, index + 1), Field(names.Ranks[index])))),
    ];

    private XElement AllBeforeEnd(PmmlNames names, int count)
    {
        // Engines leave out what ranks behind nothing costs; a place without a code is behind the end as well.
        XElement[] before = [.. names.Ranks.Take(count).Select(rank =>
        {
            XElement field = Field(rank);
            field.Add(Attribute("mapMissingTo", _noReason));
            return Apply("notEqual", field, Constant(_noReason));
        })];
        return count == 1 ? before[0] : Apply("and", [.. before]);
    }
}
