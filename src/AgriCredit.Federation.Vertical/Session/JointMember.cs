namespace AgriCredit.Federation.Vertical;

/// <summary>What party and dealer have in common: a session is opened, runs, and ends with an outcome that the others hear of.</summary>
internal static class JointMember
{
    public static JointFailure Stopped(PartyId member) => new(JointFailureReason.Stopped, member, $"'{member}' was told to stop.");

    /// <summary>Runs a member's part of a session.</summary>
    /// <param name="options">The member.</param>
    /// <param name="channel">How it reaches the others; stays the caller's.</param>
    /// <param name="offer">What it has come with.</param>
    /// <param name="body">What it does once there is a plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its result, or why there is none.</returns>
    public static async Task<(T? Result, JointFailure? Failure)> RunAsync<T>(
        JointMemberOptions options, IMemberChannel channel, MemberOffer offer, Func<JointSession, CountedMemberChannel, Task<T>> body, CancellationToken cancellationToken)
        where T : class
    {
        if (channel.Self != options.Identity.Id)
        {
            throw new ArgumentException($"The channel is that of '{channel.Self}', not of '{options.Identity.Id}'.", nameof(channel));
        }

        var counted = new CountedMemberChannel(channel);
        try
        {
            using JointSession session = await JointSession.OpenAsync(options, counted, offer, cancellationToken);
            return (await RunAsync(options, session, () => body(session, counted)), null);
        }
        catch (JointException exception)
        {
            return (null, exception.Failure);
        }
    }

    private static async Task<T> RunAsync<T>(JointMemberOptions options, JointSession session, Func<Task<T>> body)
    {
        try
        {
            return await body();
        }
        catch (JointException exception)
        {
            await session.Link.RefuseAsync(Refusals.Write(exception.Failure));
            throw;
        }
        catch (Exception)
        {
            await session.Link.RefuseAsync(Refusals.Write(Stopped(options.Identity.Id)));
            throw;
        }
    }
}
