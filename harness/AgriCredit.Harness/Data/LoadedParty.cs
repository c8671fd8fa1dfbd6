using AgriCredit.Learning;

namespace AgriCredit.Harness.Data;

/// <summary>A party's rows.</summary>
/// <param name="Id">The value of the partition's column, or "0", "1", ...</param>
/// <param name="Train">Its training rows in query order, one at least.</param>
/// <param name="OwnTest">Its test rows in query order; null when it has none, or when rows are assigned by number and so no test row is anyone's own.</param>
internal sealed record LoadedParty(string Id, Dataset Train, Dataset? OwnTest);
