using AgriCredit.Federation;
using AgriCredit.Learning;

namespace AgriCredit.Harness.Simulation;

/// <summary>A party of a simulated session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Rows">Its training rows.</param>
/// <param name="Trainer">Its local trainer, for federated averaging.</param>
/// <param name="Leaves">When it leaves for good; null when it stays.</param>
internal sealed record FederationMember(PartyId Id, Dataset Rows, ILocalTrainer? Trainer, Departure? Leaves);
