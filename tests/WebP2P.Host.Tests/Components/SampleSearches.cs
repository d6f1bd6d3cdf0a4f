using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;

namespace WebP2P.Host.Tests.Components;

/// <summary>Searches that find what the test put in; a question with an open quotation mark is refused.</summary>
internal sealed class SampleSearches : ISearches
{
    private static readonly OverlayKind[] Napster = [OverlayKind.Napster];

    public List<SearchView> Searches { get; } = [];

    /// <summary>Texts for which words were suggested.</summary>
    public List<string> Asked { get; } = [];

    public IReadOnlyList<string> Words { get; set; } = ["potter", "pottery", "potash"];

    /// <summary>Suggestions come when this is done.</summary>
    public Task Suggesting { get; set; } = Task.CompletedTask;

    public Func<SearchView, SearchView> Change { get; set; } = search => search;

    public List<SearchResult> Found { get; } =
    [
        Result(1, "Harry Potter, read by candle light.ogg", 224_000_000, 2, LocalState.None, "HARRY potter (candle) read aloud.ogg"),
        Result(2, "Harry Potter fan choir – Hedwig.flac", 40_000_000, 4, LocalState.None) with { FoundBy = [new FoundBy(OverlayKind.Napster, 1, 12), new FoundBy(OverlayKind.Gnutella, 3, 71)] },
        Result(3, "potter_harry_lecture_03.mp3", 64_000_000, 1, LocalState.Complete),
        Result(4, "<img src=x onerror=alert(1)> harry potter.png", 900_000, 1, LocalState.None),
        Result(5, "../../etc/harry potter.txt", 4_100, 1, LocalState.None),
    ];

    public Outcome<SearchView> Start(SearchStart request)
    {
        if (request.Query.Count(letter => letter == '"') % 2 == 1)
            return new Refusal(RefusalKind.Invalid, "query-invalid", "At position 1: the quotation mark is not closed. Expected another \" before the end.");
        var hits = request.Query.Contains("nothing", StringComparison.Ordinal) ? 0 : Found.Count;
        var way = new SearchOverlay(OverlayKind.Napster, SearchOverlayState.Answered, "lab-nas answered in 12 ms, complete", hits, hits == 0 ? null : 12, 2, 9_216, 1, 12);
        Requests.Add(request);
        Searches.Add(Change(new SearchView(Guid.NewGuid(), request.Query, SearchState.Completed, DateTimeOffset.UtcNow, 14, hits, hits == 0 ? 0 : 6, WithGnutella ? [way, Gnutella(hits, request.Gnutella)] : [way])));
        return Searches[^1];
    }

    /// <summary>What was asked, in order.</summary>
    public List<SearchStart> Requests { get; } = [];

    /// <summary>Whether Gnutella answers, too, and offers to look further.</summary>
    public bool WithGnutella { get; set; }

    public IReadOnlyList<SearchView> List() => Searches;

    public SearchView? Find(Guid id) => Searches.Find(search => search.Id == id);

    public bool Cancel(Guid id) => Find(id) is not null;

    public bool Remove(Guid id) => Searches.RemoveAll(search => search.Id == id) > 0;

    public Page<SearchResult>? Results(Guid id, string? sort, string? filter, PageRequest page) => Find(id) is { Results: > 0 } ? new Page<SearchResult>([.. Found], null) : null;

    public IReadOnlyList<ResultSource>? Sources(Guid id, ContentId content) =>
    [
        new(SampleNode.Id("lab-nas"), "lab-nas", "10.0.0.4:6699", 1, 4, 3, true, Napster),
        new(SampleNode.Id("bob-laptop"), "bob-laptop", "10.0.0.9:6699", 1, 31, 0, false, Napster),
    ];

    public Score? Score(Guid id, ContentId content) => new(580, [new ScoreReason("exactly this name", 500), new ScoreReason("sources online", 80)]);

    public async Task<SuggestionsView> SuggestAsync(string text, CancellationToken cancellationToken)
    {
        Asked.Add(text);
        await Suggesting;
        cancellationToken.ThrowIfCancellationRequested();
        return new SuggestionsView(text, SuggestPrefix.Of(text) is { } beginning ? [.. Words.Where(word => word.StartsWith(beginning, StringComparison.Ordinal))] : [], null);
    }

    private static SearchOverlay Gnutella(int hits, GnutellaWish? wish) => new(OverlayKind.Gnutella, SearchOverlayState.Answered, "answered in 1 402 ms, complete", hits, hits == 0 ? null : 71, 34, 12_400, 3, 1_402)
    {
        Travel = new SearchTravel(wish?.Way ?? SearchWay.Ring, wish?.Ttl ?? 3, "3 neighbours with 8 links reach about 24 nodes within 3 hops.", 3, 24, 61),
        Widening = new SearchWidening(SearchWay.Flood, 5, 190, 640, 384, "Beyond the last ring the network still grows."),
    };

    public static SearchResult Result(long number, string name, long size, int sources, LocalState local, params string[] otherNames) =>
        new(number, SampleNode.Hash(name), size, name, [name, .. otherNames], ContentKinds.FromName(name), sources, 90, [], [new FoundBy(OverlayKind.Napster, 1, 12)], local);
}
