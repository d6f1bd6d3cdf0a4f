using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>All that is kept of a run that went to its end.</summary>
/// <param name="Nodes">Of the network.</param>
/// <param name="Drops">Messages that were dropped, by reason.</param>
/// <param name="Trace">The first steps of the first query.</param>
/// <param name="TraceComplete">Whether those are all.</param>
public sealed record LabResult(int Nodes, LabFigures Figures, IReadOnlyDictionary<string, long> Drops, IReadOnlyList<LabStep> Trace, bool TraceComplete)
{
    /// <summary>Steps that are kept.</summary>
    public const int TraceStepsMax = 10_000;

    internal static LabResult Of(LabReport report) =>
        new(report.Nodes, LabFigures.Of(report), report.Drops, [.. report.Trace.Take(TraceStepsMax)], report.Trace.Count <= TraceStepsMax);
}

/// <summary>One line of a run in a process of its own: how far it is, or its end.</summary>
internal sealed record LabLine(LabProgress? Progress = null, LabResult? Result = null, string? Problem = null);
