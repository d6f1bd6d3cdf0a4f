using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>What a follower has not read yet. Changes of state keep their order; of figures the newest replaces the older; hits of a search are gathered, none lost.</summary>
internal sealed class PendingEvents
{
    /// <summary>Changes of state that wait for a slow reader; beyond that it is told to read everything anew.</summary>
    public const int StatesMax = NodeFeed.KeptMax;

    private readonly Queue<FeedEntry> states = new();
    private readonly Dictionary<(Type Type, string Subject), FeedEntry> figures = [];

    public bool HasFigures => figures.Count > 0;

    public void Add(FeedEntry entry)
    {
        if (!entry.Event.IsState) figures[Key(entry)] = figures.TryGetValue(Key(entry), out var older) ? entry with { Event = Merge(older.Event, entry.Event) } : entry;
        else AddState(entry);
    }

    public FeedEntry? TakeState() => states.TryDequeue(out var entry) ? entry : null;

    public IReadOnlyList<FeedEntry> TakeFigures()
    {
        List<FeedEntry> taken = [.. figures.Values];
        figures.Clear();
        return taken;
    }

    private void AddState(FeedEntry entry)
    {
        SettleFigures(entry.Event);
        states.Enqueue(entry);
        if (states.Count <= StatesMax) return;
        states.Clear();
        figures.Clear();
        states.Enqueue(entry with { Event = new Reset("The reader was too slow: changes were skipped.") });
    }

    /// <summary>Figures older than a change of state must not come after it: an ended search's hits go before, a download's are out of date.</summary>
    private void SettleFigures(NodeEvent change)
    {
        switch (change)
        {
            case SearchEnded: MoveUp(typeof(SearchHits), change.Subject); MoveUp(typeof(SearchProgress), change.Subject); break;
            case DownloadStateChanged changed: ForgetDownload(changed.Id); break;
            case DownloadRemoved removed: ForgetDownload(removed.Id); break;
            case SharesChanged: ForgetAll(typeof(ShareScanProgress)); break;
            default: break;
        }
    }

    private void MoveUp(Type type, string subject)
    {
        if (figures.Remove((type, subject), out var entry)) states.Enqueue(entry);
    }

    private void ForgetAll(Type type)
    {
        foreach (var key in figures.Keys.Where(key => key.Type == type).ToList()) figures.Remove(key);
    }

    private void ForgetDownload(Guid id)
    {
        foreach (var (key, entry) in figures.Where(figure => figure.Key.Type == typeof(DownloadsChanged)).ToList())
        {
            List<DownloadView> others = [.. ((DownloadsChanged)entry.Event).Downloads.Where(download => download.Id != id)];
            if (others.Count == 0) figures.Remove(key);
            else figures[key] = entry with { Event = new DownloadsChanged(others) };
        }
    }

    private static (Type Type, string Subject) Key(FeedEntry entry) => (entry.Event.GetType(), entry.Event.Subject);

    private static NodeEvent Merge(NodeEvent older, NodeEvent newer) => (older, newer) switch
    {
        (SearchHits before, SearchHits after) => after with { Hits = Union(before.Hits, after.Hits, hit => (hit.Hash, hit.Size)) },
        (DownloadsChanged before, DownloadsChanged after) => new DownloadsChanged(Union(before.Downloads, after.Downloads, download => download.Id)),
        _ => newer,
    };

    private static List<T> Union<T, TKey>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, TKey> key)
    {
        var replaced = after.Select(key).ToHashSet();
        return [.. before.Where(item => !replaced.Contains(key(item))), .. after];
    }
}
