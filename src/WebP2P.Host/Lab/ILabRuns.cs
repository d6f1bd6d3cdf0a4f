using WebP2P.Node.Control;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>The runs of this node's lab: a few at once, the others wait for their turn, those that ended are kept a while.</summary>
public interface ILabRuns
{
    /// <summary>The newest first.</summary>
    IReadOnlyList<LabRunView> List();

    LabRunView? Find(Guid id);

    /// <param name="options">Within what a node runs: see <see cref="LabLimits"/>.</param>
    Outcome<LabRunView> Start(LabOptions options);

    /// <summary>Ends a run that waits or runs; one that ended stays as it is. False when there is none of this id.</summary>
    bool Cancel(Guid id);

    /// <summary>Forgets a run, and ends it first. False when there is none of this id.</summary>
    bool Remove(Guid id);

    /// <summary>Steps of the first query; null before the end and when there is no such run.</summary>
    IReadOnlyList<LabStep>? Trace(Guid id);

    /// <summary>As it stands now, then after changes, the newest only, until it is over or forgotten.</summary>
    IAsyncEnumerable<LabRunView> FollowAsync(Guid id, CancellationToken cancellationToken);
}
