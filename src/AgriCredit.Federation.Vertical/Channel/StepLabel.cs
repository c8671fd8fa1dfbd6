namespace AgriCredit.Federation.Vertical;

/// <summary>Where a message belongs: its step, pass, item and block; bound into its encryption, so that it opens in its place only.</summary>
internal readonly record struct StepLabel(JointStep Step, int Pass = 0, int Item = 0, int Block = 0);
