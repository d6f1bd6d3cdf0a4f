using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using WebP2P.Host.Hubs;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>A search as server-sent events. An event's id is the number of the newest result, so a client that returns gets what it is missing.</summary>
internal static class SearchEventStream
{
    public static Results<ServerSentEventsResult<string>, ProblemHttpResult> Follow(
        Guid id,
        [FromHeader(Name = "Last-Event-ID")] string? last,
        HttpContext context,
        ISearches searches,
        EventStreams streams)
    {
        if (searches.Find(id) is null) return Problems.UnknownSearch.Result();
        var number = 0L;
        if (last is { Length: > 0 } && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return Problems.Invalid("Last-Event-ID", "This is not the id of an event of this search.").Result();
        return TypedResults.ServerSentEvents(streams.UntilStopping((pump, stop) => ReadAsync(pump, searches, id, number, stop), context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(Pump pump, ISearches searches, Guid id, long number, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in SearchWatch.FollowAsync(pump, searches, id, number, cancellationToken))
        {
            switch (happened)
            {
                case SearchHits found:
                    foreach (var hit in found.Hits)
                    {
                        number = Math.Max(number, hit.Number);
                        yield return Item(hit, "hit", number);
                    }

                    break;
                case SearchProgress progress: yield return Item(progress.Search, "progress", number); break;
                case SearchEnded ended: yield return Item(ended.Search, "done", number); break;
                default: break;
            }
        }
    }

    private static SseItem<string> Item<T>(T data, string name, long number) =>
        new(JsonSerializer.Serialize(data, ApiJson.Options), name) { EventId = number.ToString(CultureInfo.InvariantCulture) };
}
