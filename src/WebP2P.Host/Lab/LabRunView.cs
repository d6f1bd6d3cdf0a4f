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
/// <param name="TraceSteps">Steps of the first query that are kept, at most 10,000.</param>
/// <param name="TraceComplete">Whether those are all.</param>
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
    int? TraceSteps,
    bool? TraceComplete)
{
    /// <summary>Whether nothing will change any more.</summary>
    internal bool IsOver => State is LabRunState.Completed or LabRunState.Failed or LabRunState.Cancelled;
}
