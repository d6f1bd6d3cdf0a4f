using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>Where runs are worked on; apart, so that nothing they do harms the node.</summary>
internal interface ILabWorker
{
    /// <summary>Works until the end, or until cancelled.</summary>
    /// <param name="progress">Called now and then, one call after the other.</param>
    Task<LabOutcome> RunAsync(LabOptions options, Action<LabProgress> progress, CancellationToken cancellationToken);
}

/// <param name="Result">Null when there is none.</param>
/// <param name="Reason">A sentence that says how it ended.</param>
internal sealed record LabOutcome(LabResult? Result, string Reason);
