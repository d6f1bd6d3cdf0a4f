using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

public enum LabRunState { Queued, Running, Completed, Failed, Cancelled }

/// <summary>A run of the lab as it stands.</summary>
/// <param name="Reason">A sentence: why it waits, how it runs, how it ended.</param>
/// <param name="Version">One more with every change.</param>
/// <param name="Position">In the queue, 1 is next; null when it does not wait.</param>
/// <param name="Progress">Null before it started.</param>
/// <param name="Nodes">Of the network; null before the end.</param>
/// <param name="Figures">Null before the end, and when there was none.</param>
/// <param name="Drops">Messages that were dropped, by reason.</param>
/// <param name="TraceSteps">How many steps the first query had, of which the first 10,000 are kept.</param>
public sealed record LabRunView(
    Guid Id,
    LabRunState State,
    string Reason,
    long Version,
    LabChoices Options,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int? Position,
    LabProgress? Progress,
    int? Nodes,
    LabFigures? Figures,
    IReadOnlyDictionary<string, long>? Drops,
    int? TraceSteps)
{
    /// <summary>Whether nothing will change any more.</summary>
    internal bool IsOver => State is LabRunState.Completed or LabRunState.Failed or LabRunState.Cancelled;
}
