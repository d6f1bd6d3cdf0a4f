using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using WebP2P.Host.Hubs;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>Everything that happens: changes of state as a batch, or everything as server-sent events, by what the client accepts.</summary>
internal static class EventEndpoints
{
    private const int BatchMax = 1000;
    private const string EventStreamType = "text/event-stream";

    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("events", Read).WithTags("Events").Named("listEvents", "Changes of state since a number, or a live stream with Accept: text/event-stream").Refuses(410)
            .Produces<EventBatch>().Produces(StatusCodes.Status200OK, contentType: EventStreamType);

    private static IResult Read(
        string? since,
        string? types,
        [FromHeader(Name = "Last-Event-ID")] string? last,
        HttpContext context,
        NodeFeed feed,
        EventStreams streams)
    {
        FeedPoint? point = null;
        if ((last ?? since) is { Length: > 0 } text && !FeedPoint.TryParse(text, out point)) return Problems.Invalid("since", "This is not a number of an event, or EPOCH-NUMBER.").Result();
        var wanted = types?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (wanted.Except(NodePushes.Names).FirstOrDefault() is not null) return Problems.Invalid("types", $"Types are {string.Join(", ", NodePushes.Names)}.").Result();
        return context.Request.Headers.Accept.ToString().Contains(EventStreamType, StringComparison.OrdinalIgnoreCase)
            ? Stream(point, wanted, context, feed, streams)
            : Batch(point, wanted, feed);
    }

    private static IResult Batch(FeedPoint? point, string[] wanted, NodeFeed feed)
    {
        var (replay, subscription) = feed.Subscribe(point?.Epoch, point?.Seq ?? feed.OldestSeq - 1, static _ => { });
        subscription.Dispose();
        if (replay is null) return Expired(feed).Result();
        var read = replay.Take(BatchMax).ToList();
        var seq = read.Count > 0 ? read[^1].Seq : point?.Seq ?? feed.Seq;
        var items = read.Select(NodePushes.Of).Where(push => IsWanted(push, wanted)).Select(push => new EventItem(NodePushes.Name(push), JsonSerializer.SerializeToElement(push, push.GetType(), ApiJson.Options)));
        return TypedResults.Ok(new EventBatch(feed.Epoch, seq, [.. items]));
    }

    private static IResult Stream(FeedPoint? point, string[] wanted, HttpContext context, NodeFeed feed, EventStreams streams)
    {
        var (replay, subscription) = feed.Subscribe(point?.Epoch, point?.Seq ?? feed.Seq, static _ => { });
        subscription.Dispose();
        return replay is null
            ? Expired(feed).Result()
            : TypedResults.ServerSentEvents(streams.UntilStopping((pump, stop) => ReadAsync(pump, point, wanted, stop), context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(Pump pump, FeedPoint? point, string[] wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = pump.Follow(static happened => happened, point).Subscription;
        await foreach (var entry in pump.ReadAllAsync(cancellationToken))
        {
            var push = NodePushes.Of(entry);
            if (push is ResetPush || IsWanted(push, wanted))
                yield return new SseItem<string>(NodePushes.Json(push), NodePushes.Name(push)) { EventId = new FeedPoint(push.Epoch, push.Seq).ToString() };
        }
    }

    private static bool IsWanted(NodePush push, string[] wanted) => wanted.Length == 0 || wanted.Contains(NodePushes.Name(push));

    private static Problem Expired(NodeFeed feed) =>
        Problems.EventsExpired with { Extensions = new Dictionary<string, object?> { ["oldestSeq"] = feed.OldestSeq } };
}
