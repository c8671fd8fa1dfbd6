using System.Collections.Concurrent;
using System.Text;

namespace AgriCredit.AspNetCore;

/// <summary>One model with all that answers need of it, made once: a request or a batch takes one and keeps it, however often the model is reloaded meanwhile.</summary>
internal sealed class ServedModel
{
    private readonly ConcurrentBag<ApplicantScorer> _scorers = [];

    internal ServedModel(CreditScorer scorer, CreditScoringOptions options)
    {
        Scorer = scorer;
        Layout = new InputLayout(scorer);
        Digest = ModelFile.Digest(scorer.Model);
        CutOffPoints = options.ApprovalCutOffPoints ?? scorer.Model.Reasons.CutOffPoints;
        Card = Encoding.UTF8.GetBytes(ModelCard.Create(scorer.Model, options.CardFacts).ToMarkdown());
        Description = ModelDescription.Write(this, options);
        Interface = InterfaceDescription.Write(this, options);
    }

    internal CreditScorer Scorer { get; }

    internal InputLayout Layout { get; }

    /// <summary>The SHA-256 of the model file's canonical content, in lower-case hexadecimal: what the file states as <c>sha256</c>, where it is of the current format version.</summary>
    internal string Digest { get; }

    /// <summary>The points from which an applicant is approved; null if unknown.</summary>
    internal double? CutOffPoints { get; }

    /// <summary>The model card as Markdown.</summary>
    internal byte[] Card { get; }

    /// <summary>The model card as JSON.</summary>
    internal byte[] Description { get; }

    /// <summary>The description of the service's interface, OpenAPI 3.1, with the model's inputs.</summary>
    internal byte[] Interface { get; }

    /// <summary>Lends a scorer to one thread. It knows in which order applicants have come.</summary>
    internal ApplicantScorer Rent() => _scorers.TryTake(out ApplicantScorer? scorer) ? scorer : new ApplicantScorer(this);

    /// <summary>Takes a scorer back, without its applicant.</summary>
    internal void Return(ApplicantScorer scorer)
    {
        scorer.Clear();
        _scorers.Add(scorer);
    }
}
