using System.Security.Cryptography;
using AgriCredit.Privacy;
using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>A party's part in preparing the randomness of a later fit, which then needs no dealer.</summary>
/// <remarks>
/// Every party draws a seed and tells it the dealer; the last party takes all that is dealt, about 2 KB for each row and 56 bytes more for each coefficient. What is prepared fits one set of columns and one choice of a ridge, and any number
/// of rows in common up to the one prepared for. All scales are those of the latter, rounded up to a power of two: each halving below costs a bit. Source: PROTOCOL 5.3.
/// </remarks>
public sealed class FitPreparation
{
    /// <summary>Rows in common that can be prepared for at most.</summary>
    public const int LargestRows = 1 << FitShape.LargestRowsExponent;

    /// <summary>Bytes of dealt values that are kept in one write.</summary>
    private const int WriteLength = 1 << 20;

    private readonly JointMemberOptions _options;
    private readonly IReadOnlyList<string> _features;
    private readonly int _rows;
    private readonly FitPool _pool;

    /// <summary>Prepares.</summary>
    /// <param name="options">Who the party is, and the terms of the fit.</param>
    /// <param name="features">The features that it will bring.</param>
    /// <param name="rows">Applicants in common at most, the same at all members; 1 to <see cref="LargestRows"/>.</param>
    /// <param name="pool">Where it is kept.</param>
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public FitPreparation(JointMemberOptions options, IReadOnlyList<string> features, int rows, FitPool pool)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(pool);
        if ((options.Fault() ?? Fault(rows)) is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        if (options.Identity.Id == options.Dealer)
        {
            throw new ArgumentException($"'{options.Dealer}' is the dealer, not a party.", nameof(options));
        }

        _options = options;
        _features = features;
        _rows = rows;
        _pool = pool;
    }

    /// <summary>Takes part in one preparation.</summary>
    /// <param name="channel">How the others are reached; stays the caller's.</param>
    /// <param name="cancellationToken">Stops it; the others are told.</param>
    /// <returns>A result of which <see cref="JointResult.Rows"/> is what was prepared for, without a model.</returns>
    /// <exception cref="StateStoreException">What was dealt could not be kept.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<JointOutcome> RunAsync(IMemberChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var offer = new MemberOffer(IsDealer: false, _features, _options.Identity.Id == _options.LabelHolder, Scoring: null, Offer(_rows));
        (JointResult? result, JointFailure? failure) = await JointMember.RunAsync(_options, channel, offer, (session, counted) => PrepareAsync(session, counted, cancellationToken), cancellationToken);
        return new JointOutcome(result, failure);
    }

    internal static string? Fault(int rows) => rows is < 1 or > LargestRows ? $"Expected 1 to {LargestRows} rows, got {rows}." : null;

    internal static Wire.JointPreparation Offer(int rows) => new() { Rows = (uint)rows };

    internal static JointResult Result(JointSession session, PreparedFit preparation, CountedMemberChannel channel) => new()
    {
        Session = session.Plan.Session,
        Parties = session.Plan.Parties,
        Rows = preparation.Capacity,
        Passes = FitShape.MostPasses,
        Traffic = channel.Traffic,
        Learnt = [],
    };

    private async Task<JointResult> PrepareAsync(JointSession session, CountedMemberChannel channel, CancellationToken cancellationToken)
    {
        var preparation = PreparedFit.Of(session.Plan);
        _pool.Begin(preparation);
        using DealtSeed seed = await session.SendSeedAsync(cancellationToken);
        if (_options.Identity.Id == session.Plan.Parties[^1])
        {
            preparation = await TakeAsync(session, preparation, cancellationToken);
        }

        _pool.Complete(preparation, seed);

        // The last party may receive for long after the others have all that they need.
        await session.EndAsync(cancellationToken, _options.AlignmentPatience);
        return Result(session, preparation, channel);
    }

    private async Task<PreparedFit> TakeAsync(JointSession session, PreparedFit preparation, CancellationToken cancellationToken)
    {
        var values = new List<byte[]>();
        int length = 0;

        // What must come is known to the byte: neither does a dealer fill the store, nor is it found out in the fit that something is not there.
        long expected = preparation.ToShape(preparation.Capacity).DealtBytes;
        for (byte[] next = await NextAsync(); next.Length > 0; next = await NextAsync())
        {
            expected -= FitPool.ValuesLength(next);
            if (FitPool.ValuesLength(next) <= 0 || expected < 0)
            {
                throw SecureLink.Bad(_options.Dealer, Label(preparation.Values));
            }

            values.Add(next);
            length += next.Length;
            preparation = preparation with { Values = preparation.Values + 1 };
            if (length >= WriteLength)
            {
                Keep();
            }
        }

        Keep();
        return expected == 0 ? preparation : throw SecureLink.Bad(_options.Dealer, Label(preparation.Values));

        ValueTask<byte[]> NextAsync() => session.Link.ReceiveAsync(_options.Dealer, Label(preparation.Values), cancellationToken);

        void Keep()
        {
            _pool.Keep(preparation, values);
            values.ForEach(each => CryptographicOperations.ZeroMemory(each));
            values.Clear();
            length = 0;
        }
    }

    private static StepLabel Label(int place) => new(JointStep.Dealt, Block: place);

    /// <summary>Sends the last party dealt values one after the other, each with its label, and an empty message after the last.</summary>
    internal sealed class Sink(JointSession session) : IDealtSink
    {
        private int _sent;

        public async ValueTask WriteAsync(DealtLabel label, ReadOnlyMemory<byte> values, CancellationToken cancellationToken) =>
            await session.Link.SendAsync(session.Plan.Parties[^1], Label(_sent++), FitPool.Pack(label, values.Span), cancellationToken);

        public ValueTask EndAsync(CancellationToken cancellationToken) => session.Link.SendAsync(session.Plan.Parties[^1], Label(_sent), Memory<byte>.Empty, cancellationToken);
    }
}
