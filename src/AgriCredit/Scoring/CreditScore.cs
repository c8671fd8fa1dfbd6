namespace AgriCredit;

/// <summary>The model's answer for one applicant.</summary>
/// <param name="Logit">ln(PD / (1 - PD)), the linear predictor, within ±10^100.</param>
/// <param name="ProbabilityOfDefault">The probability of default, PD.</param>
/// <param name="Points">The PD on the model's scorecard scale.</param>
public readonly record struct CreditScore(double Logit, Probability ProbabilityOfDefault, Points Points);
