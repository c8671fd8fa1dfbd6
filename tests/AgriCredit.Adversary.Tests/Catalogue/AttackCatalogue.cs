namespace AgriCredit.Adversary.Tests;

/// <summary>Every attack of the suite. Each has a test in which the mistake loses, and one in which the product does not; ATTACKS.md is this list.</summary>
internal static class AttackCatalogue
{
    public const string SeedSearch = "seed search over 2^32";
    public const string MersenneTwister = "mask generator rebuilt from its output";
    public const string MaskReuse = "masks used twice";
    public const string BiasedResidues = "residues that are not uniform";
    public const string BothShareKinds = "both share kinds of one peer";
    public const string SurvivorLists = "different survivor lists to different parties";
    public const string SubstitutedSurvivors = "a sum published under other names";
    public const string KeySubstitution = "substituted keys";
    public const string CopiedKeys = "copied or negated public keys";
    public const string PlainCounts = "a weight or count in the clear";
    public const string PrintedSecrets = "secrets in texts";
    public const string CohortOfOne = "a cohort of one";
    public const string LateInput = "an input that comes after unmasking";
    public const string ReplayedEnvelope = "replayed envelopes";
    public const string ReplayedBox = "replayed boxes";
    public const string Overflow = "overflow at the bound";
    public const string TamperedShare = "tampered shares";
    public const string AlteredSum = "an altered sum";
    public const string Equivocation = "an equivocating party";
    public const string SlowLoris = "slow connections";
    public const string OversizedPayload = "oversized payloads";
    public const string RetryWithoutParty = "a retry without a party";
    public const string Regroup = "sessions that differ by a party";
    public const string ChosenModel = "a model that the coordinator chose";
    public const string TwoSignatures = "two signatures after a restart";
    public const string LostState = "a party that comes back without its state";
    public const string FuzzedCoordinator = "random messages of the coordinator";

    public static IReadOnlyList<Attack> All { get; } =
    [
        new(
            SeedSearch,
            "coordinator",
            "masks from a 32-bit seed: all 2^32 seeds are tried in seconds, one makes the masked row count plausible, and every other word is then read",
            "AES-128 keys from HKDF over an ECDH secret: no 32-bit seed explains a word; the same search finds nothing"),
        new(
            MersenneTwister,
            "coordinator",
            "masks from MT19937, however it is seeded: 624 known outputs (coordinates that are zero) give its state, and with it all later masks",
            "AES-CTR: the outputs predict nothing; no masking code refers to a generator that is not cryptographic"),
        new(
            MaskReuse,
            "coordinator",
            "the mask key leaves out round, attempt, session, transcript or round plan: two vectors under one mask give their plain difference",
            "each of the five changes every word of the mask, and a ratchet erases the key when the round ends"),
        new(
            BiasedResidues,
            "coordinator",
            "words reduced by % are small too often, and a bound taken for inclusive never gives the top value: many rounds of one value show it",
            "words of the ring need no reduction, elements of the field are drawn again when they are p: uniform by chi-square, the top value included"),
        new(
            BothShareKinds,
            "coordinator",
            "a party that answers for each list what it is asked gives a share of a peer's self mask and the mask key with it: the peer's vector is read",
            "a party unmasks once a round; what is asked after is ProtocolViolation, and asked before only with a quorum's signatures"),
        new(
            SurvivorLists,
            "coordinator with c colluders",
            "no agreement on survivors: two lists told to different parties give two sums, and their difference is one party",
            "q = floor((n + c) / 2) + 1 signatures on one list: over all lists told to all honest parties at most one sum comes out; with c + 1 colluders two can, as proved"),
        new(
            SubstitutedSurvivors,
            "coordinator",
            "a party that looks only for itself in the published list takes a sum without its values for one with them",
            "ProtocolViolation: the list must be the one that the party unmasked for"),
        new(
            KeySubstitution,
            "coordinator",
            "unsigned keys: the coordinator puts its own between each pair and takes every mask off",
            "KeySubstitution: adverts are signed under pinned certificates, for this plan; another directory to some opens no group key"),
        new(
            CopiedKeys,
            "coordinator with one party",
            "pair secrets that do not name the pair: the copy, or the negative, of a peer's key makes one mask that is added and subtracted, and the vector arrives in the clear",
            "the salt of a pair names both parties: the masks differ and stay on"),
        new(
            PlainCounts,
            "coordinator",
            "a row count beside the masked vector as weight of the average: it is read off the message",
            "counts are coordinates of the masked vector: no plain number of a party is in any message"),
        new(
            PrintedSecrets,
            "whoever reads logs",
            "a record with a key prints it, and so does a protocol-buffer message",
            "no text of a type with secrets, of a message on the wire or of a stored state, and no failure, exception, metric or trace, holds any"),
        new(
            CohortOfOne,
            "coordinator",
            "a party that masks with whoever is in the plan is alone in it, and its sum is its vector",
            "PlanRefused, ModelMismatch or ProtocolViolation: the plan has the roster's members, a round a quorum of them, survivors likewise"),
        new(
            LateInput,
            "coordinator",
            "without self masks the keys opened for a party that seemed gone take all masks off its input when that arrives",
            "the self mask of a party that is not among the survivors is given by nobody: the late input stays uniform"),
        new(
            ReplayedEnvelope,
            "network, coordinator",
            "a signature over the payload alone is good in every round: an old input is summed again",
            "Replayed, ReplayedRound: session, round, attempt, kind and transcript are signed and compared"),
        new(
            ReplayedBox,
            "coordinator",
            "a box without its round opens later: passed off as a survivor's, an old share releases the self mask of a round whose keys were opened",
            "BadShare: a box opens in its own session, round and pair only; nothing is signed for whom it was to be from"),
        new(
            Overflow,
            "party",
            "sums are not bounded: one more unit turns a large positive sum into a negative one",
            "PlanOverflow before anything is sent; at the bound the sum is exact, and a value beyond it is refused by name"),
        new(
            TamperedShare,
            "party",
            "t shares are taken as they come: a false one gives a wrong mask and with it a wrong sum, and nobody is named",
            "shares beyond t show it: the holder is found and named, an owner who dealt falsely too; boxes that do not open are BadShare"),
        new(
            AlteredSum,
            "coordinator",
            "no tag: any sum is believed; a linear tag: its multiples are; no range check: S + p is",
            "BadTag: a tag with a constant term, and a range for every coordinate"),
        new(
            Equivocation,
            "party",
            "the last message counts: a party that sends two inputs has the coordinator sum one and others see the hash of the other",
            "Equivocation ends the session for all and names the party"),
        new(
            SlowLoris,
            "network, party",
            "one connection at a time, without a limit: a client that says nothing keeps all others out",
            "a handshake or a call that stalls is cut off, and the session goes on meanwhile"),
        new(
            OversizedPayload,
            "network, party",
            "memory for whatever length a frame claims",
            "PayloadTooLarge, or the call is ended at the limit; nothing of that size is kept"),
        new(
            RetryWithoutParty,
            "coordinator",
            "a round repeated at one model without a party (rule S1): the difference of the sums is that party's",
            "ModelMismatch or ProtocolViolation: after a void round the model moves on, and a party signs one list a model"),
        new(
            Regroup,
            "coordinator",
            "the same rows summed in another session with a party more or less, or with one that is said to have dropped out: the difference is that party's",
            "Regroup: parties keep, for their rows, the group of each plan and who was summed at each model"),
        new(
            ChosenModel,
            "coordinator",
            "gradients at a model that the coordinator sends: one at which all rows but one are saturated shows that row",
            "ModelMismatch: every party computes the model itself"),
        new(
            TwoSignatures,
            "coordinator",
            "what was signed is kept in memory: after a restart a party signs another list",
            "state is written before it is sent: after a kill at any point a party sends the same bytes or nothing"),
        new(
            LostState,
            "party, coordinator",
            "a party that comes back is set up again with fresh keys in the middle of a session",
            "StateLost at the coordinator, ReplayedRound at the party that has seen the session's id"),
        new(
            FuzzedCoordinator,
            "coordinator",
            "parties that believe what they are told, under the same messages: share and key of one peer, two signatures",
            "over thousands of random valid, replayed and mixed messages, with kills: never share and key of one peer, two lists, another round's box, or other bytes for one place"),
    ];
}
