namespace AgriCredit.Harness.Simulation;

/// <summary>One joint fit on this machine, wherever its roles live: in this process, or each in its own.</summary>
internal interface IJointFederation
{
    /// <summary>Runs the session to its end.</summary>
    /// <param name="progress">Is told the fraction of the passes done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandLine.HarnessException">It ended without a model, with the exit code of its reason.</exception>
    Task<SimulatedJointSession> RunAsync(IProgress<double> progress, CancellationToken cancellationToken);
}
