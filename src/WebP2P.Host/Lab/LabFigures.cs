using System.Text.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Api;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>What a run measured, in the order in which it is told; the digest comes last. What no query had is null.</summary>
public sealed record LabFigures(
    double Reached,
    double Messages,
    double MessagesPerNode,
    double Duplicates,
    double SuccessRate,
    double? HopsMean,
    int? HopsP50,
    int? HopsP99,
    double? FirstHitMs,
    long Bytes,
    long Events,
    double EventsPerSecond,
    string Digest)
{
    internal static LabFigures Of(LabReport report)
    {
        var found = report.SuccessRate > 0;
        return new LabFigures(
            report.Reached,
            report.Messages,
            report.MessagesPerNode,
            report.Duplicates,
            report.SuccessRate,
            found ? report.HopsMean : null,
            found ? report.HopsP50 : null,
            found ? report.HopsP99 : null,
            found ? report.FirstHitMs : null,
            report.Bytes,
            report.Events,
            double.IsFinite(report.EventsPerSecond) ? report.EventsPerSecond : 0,
            report.Digest);
    }

    /// <summary>One line: the options, then the figures.</summary>
    internal string Json(LabChoices options)
    {
        var line = new JsonObject { ["options"] = JsonSerializer.SerializeToNode(options, ApiJson.Options) };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(this, ApiJson.Options)!.AsObject()) line[name] = value?.DeepClone();
        return line.ToJsonString();
    }
}
