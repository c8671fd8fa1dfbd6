namespace AgriCredit.AspNetCore;

/// <summary>Which model is in service, and what is wrong with the file that is there now: one look at both.</summary>
/// <param name="Model">The last sound model; null if there has been none.</param>
/// <param name="Fault">Why the file that is there now was refused; null while it is the one in service.</param>
internal sealed record ModelStanding(ServedModel? Model, string? Fault);
