using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

internal static class StatsEndpoints
{
    private const int SampleMs = 1000;
    private const int WindowMsMax = 60_000;

    public static void MapStats(this IEndpointRouteBuilder api) =>
        api.MapGet("stats/throughput", Throughput).WithTags("Stats").Named("getThroughput", "Bytes per second down and up, at most the last minute").Refuses();

    private static Results<Ok<ThroughputView>, ProblemHttpResult> Throughput(int? windowMs, int? stepMs, INodeStatus status)
    {
        var window = windowMs ?? WindowMsMax;
        var step = stepMs ?? SampleMs;
        if (window is < SampleMs or > WindowMsMax) return Problems.Invalid("windowMs", "The window is a number from 1000 to 60000.").Result();
        if (step < SampleMs || step > window || step % SampleMs != 0) return Problems.Invalid("stepMs", "The step is a multiple of 1000, and not larger than the window.").Result();
        var newest = status.Throughput.TakeLast(window / SampleMs).ToList();
        var steps = newest.Skip(newest.Count % (step / SampleMs)).Chunk(step / SampleMs).Select(Mean);
        return TypedResults.Ok(new ThroughputView(step, [.. steps]));
    }

    private static ThroughputSample Mean(ThroughputSample[] samples) => new(
        samples[^1].At,
        (long)samples.Average(sample => sample.DownBytesPerSecond),
        (long)samples.Average(sample => sample.UpBytesPerSecond));
}
