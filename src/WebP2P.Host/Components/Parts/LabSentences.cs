using System.Globalization;
using WebP2P.Host.Components.Drawings;
using WebP2P.Host.Lab;

namespace WebP2P.Host.Components.Parts;

/// <summary>Short texts about runs of the lab.</summary>
internal static class LabSentences
{
    /// <summary>What tells one run from another at a glance.</summary>
    public static string Title(LabChoices options)
    {
        List<string> parts = [options.Overlay == "napster" ? "index server" : options.Strategy ?? "flood", options.Topology ?? ""];
        if (options.Nodes is { } nodes) parts.Add($"{Measure.Count(nodes)} nodes");
        if (options.Overlay != "napster") parts.Add(string.Create(CultureInfo.InvariantCulture, $"TTL {options.Ttl}"));
        if (options.Loss > 0) parts.Add($"{Percent(options.Loss.Value)} lost");
        if (options.Fail > 0) parts.Add($"{Percent(options.Fail.Value)} dead");
        if (options.Churn is { } churn && churn != "none") parts.Add($"churn {churn}");
        if (options.Partitions is { } partitions && partitions != "none") parts.Add(partitions.Contains(',') ? $"{partitions.Split(',').Length} partitions" : $"partition {partitions}");
        return string.Join(", ", parts);
    }

    public static string State(LabRunView run) => run switch
    {
        { State: LabRunState.Running, Progress: { } progress } => $"{Measure.Count(progress.QueriesDone)} of {Ways.Count(progress.Queries, "query", "queries")}, {Ways.Count(progress.Events, "event", "events")}",
        _ => run.Reason,
    };

    /// <summary>Of a run that goes on, 0 to 100.</summary>
    public static int Percent(LabRunView run) => run.Progress is { Queries: > 0 } progress ? (int)(100L * progress.QueriesDone / progress.Queries) : 0;

    private static string Percent(decimal share) => share.ToString("0.##%", CultureInfo.InvariantCulture);
}
