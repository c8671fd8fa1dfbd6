using AgriCredit.Learning;

namespace AgriCredit.Federation;

/// <summary>The decoded sums of a round that has a Hessian, cut into their parts.</summary>
internal sealed class FinalSums
{
    public FinalSums(IReadOnlyList<SumPart> layout, double[] values)
    {
        int offset = 0;
        foreach (SumPart part in layout)
        {
            double[] cut = values[offset..(offset + part.Length)];
            switch (part.Kind)
            {
                case SumKind.Rows:
                    Rows = (long)cut[0];
                    break;
                case SumKind.Loss:
                    Loss = cut[0];
                    break;
                case SumKind.Hessian:
                    Hessian = cut;
                    break;
                default:
                    break;
            }

            offset += part.Length;
        }
    }

    public long Rows { get; }

    public double Loss { get; }

    public double[] Hessian { get; } = [];
}
