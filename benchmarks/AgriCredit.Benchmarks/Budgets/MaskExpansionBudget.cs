using AgriCredit.Benchmarks.Inputs;
using AgriCredit.Benchmarks.Rivals;
using AgriCredit.Privacy;

namespace AgriCredit.Benchmarks.Budgets;

/// <summary>Mask expansion fused with the addition, one core, 16 KiB at a time, against OpenSSL's AES-128-CTR.</summary>
internal sealed class MaskExpansionBudget : Budget
{
    private const int Bytes = 16 * 1024;

    /// <summary>Some 30 us a round: most rounds then end before another process gets the core.</summary>
    private const int Calls = 20;
    private const int Rounds = 2001;
    private const string Target = ">= 1.00 x AES-128-CTR";

    public override string Name => "mask-expansion";

    public override BudgetRow? Measure(TextWriter notes)
    {
        using var stream = MaskStream.FromKey(new byte[MaskStream.KeyLength]);
        using OpenSslCounterMode? rival = OpenSslCounterMode.TryCreate();
        ulong[] elements = new ulong[Bytes / sizeof(ulong)];
        byte[] buffer = new byte[Bytes];
        Comparison seconds = Timing.Compare(Expand, Encrypt, Rounds);
        if (rival is null)
        {
            notes.WriteLine($"{Name}: libcrypto.so.3 cannot be loaded, so there is no limit and the budget cannot be said to hold.");
            return Row(Rate(seconds.Ours), "GB/s", null, Target, holds: false);
        }

        return Row(Rate(seconds.Ours), "GB/s", Rate(seconds.Rival), Target, seconds.RateRatio >= 1, seconds.RateRatio);

        void Expand()
        {
            for (int call = 0; call < Calls; call++)
            {
                stream.AddTo(0, elements);
            }
        }

        void Encrypt()
        {
            for (int call = 0; call < Calls; call++)
            {
                rival?.Encrypt(buffer);
            }
        }
    }

    private static double Rate(double seconds) => (double)Bytes * Calls / seconds / 1e9;
}
