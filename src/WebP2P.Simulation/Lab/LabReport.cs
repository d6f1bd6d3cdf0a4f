namespace WebP2P.Simulation.Lab;

/// <summary>What a run of the lab measured; means and percentiles are over its queries.</summary>
/// <param name="Reached">Nodes that a query came to, the origin not counted; the mean over the queries.</param>
/// <param name="Messages">Copies of queries that were sent, the mean over the queries.</param>
/// <param name="MessagesPerNode"><paramref name="Messages"/> for each node of the network.</param>
/// <param name="Duplicates">Copies that came to a node that had the query, the mean over the queries.</param>
/// <param name="SuccessRate">Of the queries, how many found at least one copy, 0 to 1.</param>
/// <param name="HopsMean">Of the first hit of each query that had one.</param>
/// <param name="FirstHitMs">Mean virtual time to the first hit.</param>
/// <param name="Bytes">Of all frames.</param>
/// <param name="EventsPerSecond">Events for each second of CPU time; the only figure that differs between two equal runs.</param>
/// <param name="Digest">Over all events; 16 hex digits.</param>
public sealed record LabReport(
    LabOptions Options,
    int Nodes,
    double Reached,
    double Messages,
    double MessagesPerNode,
    double Duplicates,
    double SuccessRate,
    double HopsMean,
    int HopsP50,
    int HopsP99,
    double FirstHitMs,
    long Bytes,
    long Events,
    double EventsPerSecond,
    string Digest)
{
    /// <summary>Messages that were dropped, by reason.</summary>
    public IReadOnlyDictionary<string, long> Drops { get; init; } = new Dictionary<string, long>();

    /// <summary>The first query, step by step; empty unless it was asked for.</summary>
    public IReadOnlyList<LabStep> Trace { get; init; } = [];
}

/// <summary>One message of a traced query, between nodes by number.</summary>
/// <param name="Kind"><c>query</c>, <c>duplicate</c>, <c>hit</c> or <c>lost</c>.</param>
public sealed record LabStep(long AtMs, int From, int To, int Ttl, int Hops, string Kind);

/// <summary>How far a run has come.</summary>
public readonly record struct LabProgress(int QueriesDone, int Queries, long Events, long VirtualMs);
