namespace AgriCredit.Learning;

/// <summary>What a part of a round's sums is; d is the number of features.</summary>
public enum SumKind
{
    /// <summary>Number of rows.</summary>
    Rows,

    /// <summary>Sum of log(1+e^z) - y z, without penalty.</summary>
    Loss,

    /// <summary>Sum of (y - p) x: d + 1 values, intercept first.</summary>
    Gradient,

    /// <summary>Upper triangle of the sum of p (1-p) x x', row after row: (d+1)(d+2)/2 values.</summary>
    Hessian,

    /// <summary>Rows times the change of the weights in local training: d + 1 values, intercept first.</summary>
    Delta,
}
