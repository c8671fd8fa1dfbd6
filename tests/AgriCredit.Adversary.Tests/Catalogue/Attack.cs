namespace AgriCredit.Adversary.Tests;

/// <summary>One attack: what a system that makes the mistake loses, and what comes of it here.</summary>
/// <param name="Name">Its name; tests refer to it by this.</param>
/// <param name="Attacker">Who attacks.</param>
/// <param name="Naive">The mistake, and what it costs.</param>
/// <param name="Ours">Why it fails here, with the reason that members report.</param>
internal sealed record Attack(string Name, string Attacker, string Naive, string Ours);
