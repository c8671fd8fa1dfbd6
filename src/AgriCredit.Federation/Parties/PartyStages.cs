namespace AgriCredit.Federation;

/// <summary>Makes a party's stage out of its stored state.</summary>
internal static class PartyStages
{
    /// <exception cref="StateStoreException">The state names a stage that does not exist.</exception>
    public static PartyStage Restore(PartyContext context, Wire.PartyState state)
    {
        if ((PartyStageKind)state.Stage == PartyStageKind.Ended)
        {
            return new EndedStage(context, null, SessionOutcome.Finished(SessionResult.Create(context.Plan, context.Fit)));
        }

        var outgoing = Envelope.FromWire(state.Outgoing);
        return (PartyStageKind)state.Stage switch
        {
            PartyStageKind.Advertising => AdvertisingStage.Restore(context, outgoing, state),
            PartyStageKind.OfferingGroupKey => OfferingGroupKeyStage.Restore(context, outgoing),
            PartyStageKind.Ready => ReadyStage.Restore(context, outgoing),
            PartyStageKind.Contributing => ContributingStage.Restore(context, outgoing, Round()),
            PartyStageKind.Accusing => AccusingStage.Restore(context, outgoing, Round()),
            PartyStageKind.Agreeing => AgreeingStage.Restore(context, outgoing, Round()),
            PartyStageKind.Unmasking => UnmaskingStage.Restore(context, outgoing, Round()),
            PartyStageKind.Completing => CompletingStage.Restore(context, outgoing, state),
            _ => throw new StateStoreException($"The stored session is in the unknown stage {state.Stage}."),
        };

        PartyRound Round() => context.Open(PartyRound.Restore(context, state.Round));
    }
}
