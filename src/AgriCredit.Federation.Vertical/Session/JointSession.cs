using System.Security.Cryptography;
using AgriCredit.Privacy;

namespace AgriCredit.Federation.Vertical;

/// <summary>A session whose plan all members have signed, with sealed messages between every two of them.</summary>
internal sealed class JointSession : IDisposable
{
    private readonly JointMemberOptions _options;

    private JointSession(JointMemberOptions options, JointPlan plan, SecureLink link)
    {
        _options = options;
        Plan = plan;
        Link = link;
    }

    public JointPlan Plan { get; }

    public SecureLink Link { get; }

    /// <summary>Comes to a plan with all other members.</summary>
    /// <param name="options">The member.</param>
    /// <param name="channel">How it reaches the others.</param>
    /// <param name="own">What it comes with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JointException">There is no plan that this member signs, or another member refused.</exception>
    public static async Task<JointSession> OpenAsync(JointMemberOptions options, IMemberChannel channel, MemberOffer own, CancellationToken cancellationToken)
    {
        using var key = EphemeralKey.Generate();
        Wire.JointOffer offer = own.ToWire(key.PublicKey.Span);
        var letters = new SignedLetters(options, channel);
        try
        {
            JointPlan plan = options.Identity.Id == options.LabelHolder
                ? await LeadAsync(options, letters, offer, cancellationToken)
                : await JoinAsync(options, letters, offer, cancellationToken);
            letters.Follow(plan);
            await letters.SendToAllAsync(MessageKind.JointAccept, new Wire.JointAccept(), cancellationToken);
            foreach (PartyId member in letters.Others)
            {
                await letters.ReceiveAsync(member, MessageKind.JointAccept, options.Patience, cancellationToken);
            }

            return new JointSession(options, plan, Agree(options, channel, key, plan, letters));
        }
        catch (JointException exception)
        {
            // A reported one as well: not every member awaits something of the member that refused.
            await letters.RefuseAsync(exception.Failure);
            throw;
        }
        catch (OperationCanceledException)
        {
            await letters.RefuseAsync(JointMember.Stopped(options.Identity.Id));
            throw;
        }
    }

    /// <summary>Draws a seed of this session and tells it the dealer.</summary>
    public async Task<DealtSeed> SendSeedAsync(CancellationToken cancellationToken)
    {
        SecretBytes secret = SecretBytes.Random(DealtSeed.Length);
        byte[] bytes = secret.Export();
        try
        {
            await Link.SendAsync(_options.Dealer, new StepLabel(JointStep.Seed), bytes, cancellationToken);
            return new DealtSeed(secret, Plan.Session);
        }
        catch
        {
            secret.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Takes every party's seed, in the parties' order, and uses them.</summary>
    public async Task WithSeedsAsync(Func<IReadOnlyList<DealtSeed>, Task> use, CancellationToken cancellationToken)
    {
        var seeds = new List<DealtSeed>();
        byte[] seed = new byte[DealtSeed.Length];
        try
        {
            foreach (PartyId party in Plan.Parties)
            {
                await Link.ReceiveAsync(party, new StepLabel(JointStep.Seed), seed, cancellationToken);
                seeds.Add(new DealtSeed(SecretBytes.CopyOf(seed), Plan.Session));
            }

            await use(seeds);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
            seeds.ForEach(each => each.Dispose());
        }
    }

    /// <summary>Nobody leaves before all parties have what they need: each tells all other members, and they and the dealer wait for it.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="patience">How long a party may still be at work; null for the ordinary patience.</param>
    public Task EndAsync(CancellationToken cancellationToken, TimeSpan? patience = null) =>
        MeetAsync(JointStep.Done, _options.Identity.Id == _options.Dealer ? [] : _options.Members, patience, cancellationToken);

    /// <summary>Waits until every other party has come to a step.</summary>
    public Task MeetAsync(JointStep step, CancellationToken cancellationToken) => MeetAsync(step, Plan.Parties, patience: null, cancellationToken);

    public void Dispose() => Link.Dispose();

    private async Task MeetAsync(JointStep step, IReadOnlyList<PartyId> told, TimeSpan? patience, CancellationToken cancellationToken)
    {
        var label = new StepLabel(step);
        foreach (PartyId member in told.Where(member => member != _options.Identity.Id))
        {
            await Link.SendAsync(member, label, Memory<byte>.Empty, cancellationToken);
        }

        foreach (PartyId party in Plan.Parties.Where(party => party != _options.Identity.Id))
        {
            await Link.ReceiveAsync(party, label, Memory<byte>.Empty, cancellationToken, patience);
        }
    }

    private static async Task<JointPlan> LeadAsync(JointMemberOptions options, SignedLetters letters, Wire.JointOffer own, CancellationToken cancellationToken)
    {
        Dictionary<PartyId, Wire.JointOffer> offers = await CollectOffersAsync(options, letters, cancellationToken);
        offers.Add(options.LabelHolder, own);
        JointPlan.CheckOffers(options, offers);
        var plan = JointPlan.Draw(options, offers);
        await letters.SendToAllAsync(MessageKind.JointPlan, plan.Wire, cancellationToken);
        return plan;
    }

    /// <summary>Waits for all offers at once: a member that is lost is noticed while another has not come yet.</summary>
    private static async Task<Dictionary<PartyId, Wire.JointOffer>> CollectOffersAsync(JointMemberOptions options, SignedLetters letters, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<(PartyId Member, Wire.JointOffer Offer)>> waiting = [.. letters.Others.Select(ReceiveAsync)];
        var offers = new Dictionary<PartyId, Wire.JointOffer>();
        try
        {
            while (waiting.Count > 0)
            {
                Task<(PartyId Member, Wire.JointOffer Offer)> first = await Task.WhenAny(waiting);
                waiting.Remove(first);
                (PartyId member, Wire.JointOffer offer) = await first;
                offers.Add(member, offer);
            }

            return offers;
        }
        finally
        {
            // Nobody reads from the channel any more when this is left.
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(waiting)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task<(PartyId Member, Wire.JointOffer Offer)> ReceiveAsync(PartyId member)
        {
            ReadOnlyMemory<byte> payload = await letters.ReceiveAsync(member, MessageKind.JointOffer, options.JoinPatience, stop.Token);
            return WireReader.Parse(Wire.JointOffer.Parser, payload) is { Version: JointPlan.Version } offer && offer.IsDealer == (member == options.Dealer)
                ? (member, offer)
                : throw new JointException(JointFailureReason.BadMessage, member, $"The offer of '{member}' cannot be read, or it takes itself for {(member == options.Dealer ? "a party" : "the dealer")}; compare versions and configurations.");
        }
    }

    private static async Task<JointPlan> JoinAsync(JointMemberOptions options, SignedLetters letters, Wire.JointOffer own, CancellationToken cancellationToken)
    {
        await letters.SendAsync(options.LabelHolder, MessageKind.JointOffer, own, cancellationToken);
        return JointPlan.Read(options, own, await letters.ReceiveAsync(options.LabelHolder, MessageKind.JointPlan, options.JoinPatience, cancellationToken));
    }

    private static SecureLink Agree(JointMemberOptions options, IMemberChannel channel, EphemeralKey key, JointPlan plan, SignedLetters letters)
    {
        byte[] salt = SHA256.HashData([.. System.Text.Encoding.ASCII.GetBytes(Labels.Joint), .. plan.Hash]);
        var secrets = new Dictionary<PartyId, SecretBytes>();
        try
        {
            foreach (Wire.JointPlan.Types.Member member in plan.Wire.Members.Where(member => member.Party != options.Identity.Id.Value))
            {
                var id = new PartyId(member.Party);
                secrets[id] = key.Agree(member.Offer.Key.Span, salt)
                    ?? throw new JointException(JointFailureReason.BadMessage, id, $"The key of '{id}' is not a point of the curve.");
            }

            return new SecureLink(channel, secrets, plan.Session.Span, plan.Hash, options.Patience, options.Clock, letters.ReadLateRefusal);
        }
        finally
        {
            foreach (SecretBytes secret in secrets.Values)
            {
                secret.Dispose();
            }
        }
    }
}
