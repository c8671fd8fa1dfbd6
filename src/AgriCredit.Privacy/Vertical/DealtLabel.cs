namespace AgriCredit.Privacy;

/// <summary>Names one stream of dealt randomness; a label is used once.</summary>
/// <param name="Operation">What it is for.</param>
/// <param name="Pass">The pass of training, from 1; 0 in the set-up.</param>
/// <param name="Item">Which of several streams of the pass: a party's place, a factor, a step.</param>
/// <param name="Block">The block of rows, from 0.</param>
public readonly record struct DealtLabel(DealtOperation Operation, int Pass, int Item = 0, int Block = 0);
