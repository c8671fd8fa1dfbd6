namespace AgriCredit.Federation.Vertical.Tests;

/// <summary>The bytes, messages and rounds of a fit by the formula of the protocol's table, written down independently of the code.</summary>
/// <remarks>
/// n rows padded to n' of whole blocks of B; party i has d_i directions, D_i with all before it, d in all; W = sum d_i D_i; a pass's Hessian covers h rows (n', or 65,536; 0 in the last pass);
/// S slabs, s of them under the Hessian. All without the 17 bytes by which a sealed piece of at most 1,048,512 bytes is longer.
/// </remarks>
internal sealed class FitTraffic
{
    private const int TableWords = 80;
    private const int CoarseTableWords = 40;
    private const int MonitorWords = 46;
    private const int InverseSteps = 14;
    private readonly FitShape _shape;

    public FitTraffic(FitShape shape) => _shape = shape;

    /// <summary>Party to party: bytes and messages.</summary>
    public (long Bytes, int Messages) Between(int from, int to)
    {
        long n = _shape.PaddedRows;
        long d = _shape.Columns.Sum();
        long own = _shape.Columns[from];
        long theirs = _shape.Columns[to];
        long before = _shape.Columns.Take(to).Sum();
        var sum = new Sum();

        // Set-up.
        sum.Add(8 * n, own);
        sum.Add(8 * own, _shape.HasRidge ? own : 0);
        for (int pass = 1; pass <= _shape.Passes; pass++)
        {
            long h = HessianRows(pass);
            if (pass > 1)
            {
                sum.Add(8 * theirs);
                sum.Add(4 * n, 1, Slabs);
                sum.Add(4 * (n + h), 1, Slabs);
            }

            // In the first pass party 0 alone opens residuals and p(1-p).
            if (pass > 1 || from == 0)
            {
                sum.Add(8 * (n + h), 1, Slabs);
            }

            sum.Add(8 * h * before, 1, HessianSlabs(pass));
            sum.Add(8 * (d + (Words * h / _shape.BlockRows)));
            sum.Add(16 * d * d, h > 0 ? 2 * InverseSteps : 0);
            sum.Add(8 * ((d * d) + d));
            sum.Add(8 * d);
        }

        (long ending, int endings) = Ending(to);
        return (sum.Bytes + ending, sum.Messages + endings);
    }

    /// <summary>Party to party, of that what follows the last pass.</summary>
    public (long Bytes, int Messages) Ending(int to)
    {
        long d = _shape.Columns.Sum();
        long theirs = _shape.Columns[to];
        var sum = new Sum();
        sum.Add(16 * d);
        sum.Add(16);
        sum.Add(16 * d * d, _shape.HasRidge ? 2 : 0);
        sum.Add(8 * d * d, _shape.HasRidge ? 2 : 0);
        sum.Add(8 * (theirs + (theirs * theirs)));
        return (sum.Bytes, sum.Messages);
    }

    /// <summary>Dealer to the last party: bytes and messages.</summary>
    public (long Bytes, int Messages) Dealt()
    {
        long n = _shape.PaddedRows;
        long d = _shape.Columns.Sum();
        int blocks = (int)(n / _shape.BlockRows);
        var sum = new Sum();
        for (int pass = 1; pass <= _shape.Passes; pass++)
        {
            long h = HessianRows(pass);
            int covered = (int)(h / _shape.BlockRows);
            int shared = pass > 1 ? 1 : 0;
            sum.Add(4 * n, shared, Slabs);
            sum.Add(4 * (pass < _shape.Passes - 1 ? CoarseTableWords : TableWords) * n, shared, blocks);
            sum.Add(8 * MonitorWords * n, pass == _shape.Passes ? 1 : 0, blocks);
            sum.Add(8 * (n + h), shared, Slabs);
            sum.Add(8 * (pass > 1 ? d : d - _shape.Columns[0]) * h, 1, covered);
            sum.Add(8 * Words * covered, 1, covered);
            sum.Add(8 * d);
            sum.Add(8 * d, _shape.HasRidge ? shared : 0);
            sum.Add(16 * d);
            sum.Add(16 * Words * covered, h > 0 ? 1 : 0);
            sum.Add(8 * d * d, h > 0 ? 2 * InverseSteps : 0);
            sum.Add(16 * d * d, h > 0 ? 2 * InverseSteps : 0);
            sum.Add(8 * d);
            sum.Add(16 * d);
        }

        sum.Add(8);
        sum.Add(8 * d * d, _shape.HasRidge ? 2 : 0);
        sum.Add(16 * d * d, _shape.HasRidge ? 2 : 0);
        return (sum.Bytes, sum.Messages);
    }

    /// <summary>How often a party waits for the others: 4 + 3 S a pass, 3 + S in the first, s + 28 more with a Hessian, 3 at the end, 4 more with a ridge.</summary>
    public int Rounds() =>
        Enumerable.Range(1, _shape.Passes).Sum(pass => (pass > 1 ? 4 + (3 * Slabs) : 3 + Slabs) + (HessianRows(pass) > 0 ? HessianSlabs(pass) + (2 * InverseSteps) : 0)) + 3 + (_shape.HasRidge ? 4 : 0);

    private long Words => _shape.Columns.Select((own, party) => (long)own * _shape.Columns.Take(party + 1).Sum()).Sum();

    private int Slabs => (_shape.PaddedRows + _shape.SlabRows - 1) / _shape.SlabRows;

    private long HessianRows(int pass) => pass == _shape.Passes ? 0 : pass == _shape.Passes - 1 ? _shape.PaddedRows : Math.Min(_shape.PaddedRows, 65_536);

    private int HessianSlabs(int pass) => (int)((HessianRows(pass) + _shape.SlabRows - 1) / _shape.SlabRows);

    private sealed class Sum
    {
        public long Bytes { get; private set; }

        public int Messages { get; private set; }

        /// <summary>So many bytes, so many times, each time in so many messages.</summary>
        public void Add(long bytes, long times = 1, int pieces = 1)
        {
            if (bytes > 0)
            {
                Bytes += bytes * times;
                Messages += (int)times * pieces;
            }
        }
    }
}
