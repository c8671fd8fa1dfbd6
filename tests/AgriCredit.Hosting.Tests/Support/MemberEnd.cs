namespace AgriCredit.Hosting.Tests.Support;

/// <summary>How a member ended after having been killed and started again.</summary>
/// <param name="End">Its last process.</param>
/// <param name="Kills">How often it was killed.</param>
/// <param name="Messages">What all its processes wrote on the standard error.</param>
internal sealed record MemberEnd(ProgramEnd End, int Kills, string Messages);
