namespace AgriCredit.Harness.Hosting;

/// <summary>A party's own part of a joint model, where the terms release no more: <c>part.json</c>.</summary>
/// <param name="Session">The session's id in lower-case hexadecimal.</param>
/// <param name="Name">The name of the terms.</param>
/// <param name="Parties">The parties, the label holder first.</param>
/// <param name="Part">Coefficients, standard errors and scale.</param>
/// <param name="FillValues">What the party has put in the place of a missing value, one a feature; null where none is admitted.</param>
internal sealed record JointPartFile(string Session, string Name, IReadOnlyList<string> Parties, JointPartRecord Part, IReadOnlyList<double?> FillValues);
