using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;
using WebP2P.Protocols.Search;

namespace WebP2P.Host.Api;

internal static class SearchEndpoints
{
    private const int QueryLengthMax = 1000;

    public static void MapSearches(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("searches").WithTags("Searches");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listSearches", "Searches, the newest 100").Refuses();
        group.MapPost("", Start).Named("startSearch", "Asks the overlays; hits stream in").Refuses(422, 503)
            .BodyExample("""{"query": "harry potter", "overlays": ["napster"], "limit": 200, "timeoutMs": 10000}""");
        group.MapGet("{id:guid}", Get).Named("getSearch", "How a search does, overlay by overlay").Refuses(404);
        group.MapPost("{id:guid}/cancel", Cancel).Named("cancelSearch", "Stops asking; results stay").Refuses(404);
        group.MapDelete("{id:guid}", Remove).Named("removeSearch", "Forgets a search and its results").Refuses(404);
        group.MapGet("{id:guid}/results", Results).AddEndpointFilter<PagingFilter>().Named("listSearchResults", "Results, grouped by content").Refuses(404);
        group.MapGet("{id:guid}/results/{hash}/sources", Sources).Named("listResultSources", "Which peers have a result").Refuses(404, 409);
        group.MapGet("{id:guid}/results/{hash}/score", Why).Named("getResultScore", "Why a result stands where it stands: reasons with points").Refuses(404, 409);
        group.MapGet("{id:guid}/events", SearchEventStream.Follow).Named("followSearch", "Server-sent events hit, progress and done; Last-Event-ID resumes")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").Refuses(404);
        api.MapGet("suggestions", SuggestAsync).WithTags("Searches").Named("suggestWords", "How the last word of a text may go on; a later request makes an earlier one needless").Refuses();
    }

    private static Results<Ok<Page<SearchView>>, ProblemHttpResult> List([AsParameters] Paging paging, ISearches searches) =>
        paging.Of(searches.List()) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static Results<Created<SearchView>, ProblemHttpResult> Start(SearchStart body, ISearches searches)
    {
        if (Fault(body) is { } fault) return fault.Result();
        var outcome = searches.Start(body);
        return outcome is { Value: { } search } ? TypedResults.Created($"{ApiPaths.Searches}/{search.Id}", search) : outcome.Refusal!.Result(ApiPaths.Searches);
    }

    /// <summary>Null when the request may be handed on; also for the hub's searches.</summary>
    public static Problem? Fault(SearchStart request) => request switch
    {
        { Query.Length: > QueryLengthMax } => Problems.Invalid("query", "The query is longer than 1000 characters."),
        { Limit: < 1 or > Paging.LimitMax } => Problems.Invalid("limit", "The limit is a number from 1 to 1000."),
        { TimeoutMs: < 100 or > 300_000 } => Problems.Invalid("timeoutMs", "The timeout is a number from 100 to 300000."),
        { Gnutella.Ttl: < 1 or > 7 } => Problems.Invalid("gnutella.ttl", "The TTL is a number from 1 to 7."),
        { Overlays.Count: 0 } => Problems.Invalid("overlays", "Name at least one overlay, or leave the field out."),
        _ => null,
    };

    private static Results<Ok<SearchView>, ProblemHttpResult> Get(Guid id, ISearches searches) =>
        searches.Find(id) is { } search ? TypedResults.Ok(search) : Problems.UnknownSearch.Result();

    private static Results<Ok<SearchView>, ProblemHttpResult> Cancel(Guid id, ISearches searches) =>
        searches.Cancel(id) && searches.Find(id) is { } search ? TypedResults.Ok(search) : Problems.UnknownSearch.Result();

    private static Results<NoContent, ProblemHttpResult> Remove(Guid id, ISearches searches) =>
        searches.Remove(id) ? TypedResults.NoContent() : Problems.UnknownSearch.Result();

    private static Results<Ok<Page<SearchResult>>, ProblemHttpResult> Results(Guid id, string? sort, string? filter, [AsParameters] Paging paging, ISearches searches)
    {
        if (!SearchResults.IsSort(sort)) return Problems.Invalid("sort", "Sort by score, name, size, sources or arrival, with - in front to reverse.").Result();
        if (filter is { Length: > QueryLengthMax }) return Problems.Invalid("filter", "The filter is longer than 1000 characters.").Result();
        if (!string.IsNullOrWhiteSpace(filter) && !Query.TryParse(filter, out _, out var problem)) return Problems.Invalid("filter", problem!.Message).Result();
        return searches.Results(id, sort, filter, paging.Request) is { } page ? TypedResults.Ok(page) : Problems.UnknownSearch.Result();
    }

    private static async Task<Results<Ok<Page<ResultSource>>, ProblemHttpResult>> Sources(Guid id, string hash, ISearches searches)
    {
        if (searches.Find(id) is null) return Problems.UnknownSearch.Result();
        var (content, problem) = await ContentNames.ResolveAsync(hash, bare => Task.FromResult(ContentNames.OfSearch(searches, id, bare)));
        if (problem is not null) return problem;
        return searches.Sources(id, content) is { } sources ? TypedResults.Ok(new Page<ResultSource>(sources, null)) : Problems.UnknownContent.Result();
    }

    private static async Task<Results<Ok<Score>, ProblemHttpResult>> Why(Guid id, string hash, ISearches searches)
    {
        if (searches.Find(id) is null) return Problems.UnknownSearch.Result();
        var (content, problem) = await ContentNames.ResolveAsync(hash, bare => Task.FromResult(ContentNames.OfSearch(searches, id, bare)));
        if (problem is not null) return problem;
        return searches.Score(id, content) is { } score ? TypedResults.Ok(score) : Problems.UnknownContent.Result();
    }

    private static async Task<Results<Ok<SuggestionsView>, ProblemHttpResult>> SuggestAsync(string text, ISearches searches, CancellationToken cancellationToken) =>
        text.Length > QueryLengthMax
            ? Problems.Invalid("text", "The text is longer than 1000 characters.").Result()
            : TypedResults.Ok(await searches.SuggestAsync(text, cancellationToken));
}
