using Google.Protobuf;

namespace AgriCredit.Federation.Vertical;

/// <summary>Signed, unsealed messages: those by which members come to a plan.</summary>
internal sealed class SignedLetters
{
    /// <summary>Names of features make an offer long, not more.</summary>
    private const int PayloadLimit = 4 << 20;
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(2);
    private readonly JointMemberOptions _options;
    private readonly IMemberChannel _channel;
    private JointPlan? _plan;

    public SignedLetters(JointMemberOptions options, IMemberChannel channel)
    {
        _options = options;
        _channel = channel;
        Others = [.. options.Members.Where(member => member != options.Identity.Id)];
    }

    /// <summary>All other members.</summary>
    public IReadOnlyList<PartyId> Others { get; }

    /// <summary>From now on letters are of a plan's session.</summary>
    public void Follow(JointPlan plan) => _plan = plan;

    public async Task SendAsync(PartyId receiver, MessageKind kind, IMessage message, CancellationToken cancellationToken)
    {
        var envelope = Envelope.Sign(_options.Identity, message.ToByteArray(), kind, _plan?.Session ?? Envelope.NoHash, round: 0, attempt: 0, _plan?.Hash ?? Envelope.NoHash);
        using var timer = new CancellationTokenSource(_options.Patience, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await _channel.SendAsync(receiver, envelope.Wire.ToByteArray(), either.Token);
        }
        catch (MemberLostException lost)
        {
            throw await LostAsync(receiver, lost);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JointException(JointFailureReason.Timeout, receiver, $"{kind}: '{receiver}' has taken nothing for {_options.Patience.TotalSeconds:0} s. Look whether it still runs, or allow more time.");
        }
    }

    public async Task SendToAllAsync(MessageKind kind, IMessage message, CancellationToken cancellationToken)
    {
        foreach (PartyId member in Others)
        {
            await SendAsync(member, kind, message, cancellationToken);
        }
    }

    /// <summary>The payload of a member's next letter.</summary>
    /// <exception cref="JointException">It is another letter, a refusal, or none came in time.</exception>
    public async Task<ReadOnlyMemory<byte>> ReceiveAsync(PartyId sender, MessageKind kind, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(patience, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        ReadOnlyMemory<byte> bytes;
        try
        {
            // An envelope keeps its bytes, so a letter is left to the collector.
            bytes = (await _channel.ReceiveAsync(sender, either.Token)).Memory;
        }
        catch (MemberLostException lost)
        {
            throw Lost(lost);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JointException(JointFailureReason.Timeout, sender, $"{kind}: nothing came from '{sender}' within {patience.TotalSeconds:0} s. Look whether it runs and reaches the relay, or allow more time.");
        }

        if (WireReader.Parse(Federation.Wire.Envelope.Parser, bytes) is not { } wire)
        {
            throw Bad(sender, kind, "it is not an envelope");
        }

        var envelope = Envelope.FromWire(wire);
        if (envelope.Check(_options.Roster, PayloadLimit) is { } rejection || envelope.Sender != sender.Value)
        {
            throw Bad(sender, kind, "its signature is not that of its sender");
        }

        if (ReadRefusal(sender, envelope) is { } refusal)
        {
            throw refusal;
        }

        return envelope.Kind == kind && envelope.IsAt((_plan?.Session ?? Envelope.NoHash).Span, 0, 0, (_plan?.Hash ?? Envelope.NoHash).Span)
            ? envelope.Payload
            : throw Bad(sender, kind, $"it is a {envelope.Kind}, or of another session");
    }

    /// <summary>Tells all others why this member leaves, as far as they can still be reached.</summary>
    public async Task RefuseAsync(JointFailure failure)
    {
        using var patience = new CancellationTokenSource(RefusalPatience);
        foreach (PartyId member in Others)
        {
            try
            {
                await SendAsync(member, MessageKind.JointRefusal, Wire.JointRefusal.Parser.ParseFrom(Refusals.Write(failure)), patience.Token);
            }
            catch (Exception exception) when (exception is JointException or OperationCanceledException or ObjectDisposedException)
            {
                // It has left, or does not read: nothing more can be done.
            }
        }
    }

    /// <summary>Whoever cannot be sent to any more may have said why before it left.</summary>
    private async Task<JointException> LostAsync(PartyId member, MemberLostException lost)
    {
        using var patience = new CancellationTokenSource(RefusalPatience);
        try
        {
            while (!lost.IsRelay)
            {
                ReadOnlyMemory<byte> bytes = (await _channel.ReceiveAsync(member, patience.Token)).Memory;
                if (WireReader.Parse(Federation.Wire.Envelope.Parser, bytes) is { } wire
                    && Envelope.FromWire(wire) is var envelope
                    && envelope.Check(_options.Roster, PayloadLimit) is null
                    && envelope.Sender == member.Value
                    && ReadRefusal(member, envelope) is { } refusal)
                {
                    return refusal;
                }
            }
        }
        catch (Exception exception) when (exception is MemberLostException or OperationCanceledException)
        {
            // It left without a word.
        }

        return Lost(lost);
    }

    /// <summary>A refusal may cross the plan, and then knows no session.</summary>
    private static JointException? ReadRefusal(PartyId sender, Envelope envelope) =>
        envelope.Kind == MessageKind.JointRefusal ? Refusals.Read(sender, envelope.Payload) : null;

    /// <summary>The refusal of a member that had not yet heard of all accepts, when this one already has; null when it is none of this plan.</summary>
    public JointException? ReadLateRefusal(PartyId sender, ReadOnlyMemory<byte> bytes) =>
        WireReader.Parse(Federation.Wire.Envelope.Parser, bytes) is { } wire
        && Envelope.FromWire(wire) is var envelope
        && envelope.Check(_options.Roster, PayloadLimit) is null
        && envelope.Sender == sender.Value
        && _plan is { } plan
        && envelope.IsAt(plan.Session.Span, 0, 0, plan.Hash)
            ? ReadRefusal(sender, envelope)
            : null;

    private static JointException Bad(PartyId sender, MessageKind kind, string what) =>
        new(JointFailureReason.BadMessage, sender, $"{kind} awaited from '{sender}': {what}. Both ends need the same version and roster; start again.");

    private static JointException Lost(MemberLostException lost) => new(
        JointFailureReason.MemberLost, lost.Member, lost.IsRelay ? $"The relay '{lost.Member}' is lost: {lost.Message}" : $"'{lost.Member}' has left before there was a plan. Look at its log; start again.", inner: lost);
}
