namespace AgriCredit.Harness.Simulation;

/// <summary>One session on this machine, wherever its roles live: in this process, or each in its own.</summary>
internal interface IFederation
{
    /// <summary>Runs the session to its end.</summary>
    /// <param name="roundFinished">Is told of every finished round of training.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandLine.HarnessException">It ended without a model, with the exit code of its reason.</exception>
    Task<SimulatedSession> RunAsync(Action<int> roundFinished, CancellationToken cancellationToken);
}
