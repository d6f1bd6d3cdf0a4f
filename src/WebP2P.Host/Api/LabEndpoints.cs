using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Host.Lab;
using WebP2P.Node.Control;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Api;

/// <summary>Runs of the lab: the overlays in a simulated network, beside the node.</summary>
internal static class LabEndpoints
{
    public static void MapLab(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("lab/runs").WithTags("Lab");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listLabRuns", "Runs, the newest first; those that ended are kept a day").Refuses();
        group.MapPost("", Start).Named("startLabRun", "Simulates a network of up to 100,000 nodes and asks in it; a few runs go at once, the others wait").Refuses(503)
            .BodyExample("""{"overlay": "gnutella", "topology": "random:6", "nodes": 1000, "ttl": 4, "strategy": "flood", "replicas": 0.01, "queries": 100, "loss": 0.02, "churn": "weibull:0.59:2460", "partitions": "60..120:0.5", "delay": "20..200", "seed": 1}""");
        group.MapGet("{id:guid}", Get).Named("getLabRun", "How a run does, and what it measured").Refuses(404);
        group.MapPost("{id:guid}/cancel", Cancel).Named("cancelLabRun", "Ends a run; what ended stays as it is").Refuses(404);
        group.MapDelete("{id:guid}", Remove).Named("removeLabRun", "Ends and forgets a run").Refuses(404);
        group.MapGet("{id:guid}/trace", Trace).AddEndpointFilter<PagingFilter>().Named("listLabRunSteps", "The first query, message by message: at most 10,000").Refuses(404, 409);
        group.MapGet("{id:guid}/events", Follow).Named("followLabRun", "Server-sent events progress and done; the newest replaces the older")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").Refuses(404);
    }

    private static Results<Ok<Page<LabRunView>>, ProblemHttpResult> List([AsParameters] Paging paging, ILabRuns runs) =>
        paging.Of(runs.List()) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static Results<Accepted<LabRunView>, ProblemHttpResult> Start(LabChoices body, ILabRuns runs)
    {
        var (options, fault) = LabReading.Read(body);
        fault ??= LabLimits.Fault(options) ?? LabReading.Together(options);
        if (fault is not null) return Problems.Invalid(fault.Option?.Key ?? "request", fault.Message).Result();
        var outcome = runs.Start(options);
        return outcome is { Value: { } run } ? TypedResults.Accepted($"{ApiPaths.LabRuns}/{run.Id}", run) : outcome.Refusal!.Result();
    }

    private static Results<Ok<LabRunView>, ProblemHttpResult> Get(Guid id, ILabRuns runs) =>
        runs.Find(id) is { } run ? TypedResults.Ok(run) : Problems.UnknownLabRun.Result();

    private static Results<Ok<LabRunView>, ProblemHttpResult> Cancel(Guid id, ILabRuns runs) =>
        runs.Cancel(id) && runs.Find(id) is { } run ? TypedResults.Ok(run) : Problems.UnknownLabRun.Result();

    private static Results<NoContent, ProblemHttpResult> Remove(Guid id, ILabRuns runs) =>
        runs.Remove(id) ? TypedResults.NoContent() : Problems.UnknownLabRun.Result();

    private static Results<Ok<Page<LabStep>>, ProblemHttpResult> Trace(Guid id, [AsParameters] Paging paging, ILabRuns runs)
    {
        if (runs.Find(id) is null) return Problems.UnknownLabRun.Result();
        if (runs.Trace(id) is not { } steps) return Problems.NoTrace.Result();
        return paging.Of(steps) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();
    }

    private static Results<ServerSentEventsResult<string>, ProblemHttpResult> Follow(Guid id, HttpContext context, ILabRuns runs, EventStreams streams) =>
        runs.Find(id) is null
            ? Problems.UnknownLabRun.Result()
            : TypedResults.ServerSentEvents(streams.UntilStopping(stop => ReadAsync(runs, id, stop), context.RequestAborted));

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(ILabRuns runs, Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var run in runs.FollowAsync(id, cancellationToken))
            yield return new(JsonSerializer.Serialize(run, ApiJson.Options), run.IsOver ? "done" : "progress") { EventId = run.Version.ToString(CultureInfo.InvariantCulture) };
    }
}
