using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>What one hub connection follows. Its calls come one after the other; the feed reads the topics meanwhile.</summary>
internal sealed class Following(Pump pump) : IDisposable
{
    private const int WatchesMax = 100;
    private readonly List<TopicWatch> topicWatches = [];
    private readonly Dictionary<Guid, IDisposable> searches = [];
    private readonly Dictionary<Guid, IDisposable> downloads = [];

    public Pump Pump => pump;

    /// <summary>The task that sends; it ends with <see cref="Stop"/>.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    public CancellationTokenSource Stop { get; } = new();

    public int? Subscribe(IReadOnlyCollection<Topic> topics, FeedPoint? since)
    {
        Unsubscribe(topics);
        var watch = new TopicWatch { Topics = [.. topics] };
        var (replayed, subscription) = pump.Follow(happened => watch.Topics.Contains(happened.Topic) ? happened : null, since);
        watch.Subscription = subscription;
        topicWatches.Add(watch);
        return replayed;
    }

    public void Unsubscribe(IReadOnlyCollection<Topic> topics)
    {
        foreach (var watch in topicWatches.ToList())
        {
            watch.Topics = watch.Topics.Except(topics);
            if (!watch.Topics.IsEmpty) continue;
            watch.Subscription?.Dispose();
            topicWatches.Remove(watch);
        }
    }

    public void WatchSearch(Guid id, Func<IEnumerable<NodeEvent>> first) => Watch(searches, id, happened => SearchWatch.Select(happened, id), first);

    public void UnwatchSearch(Guid id) => Unwatch(searches, id);

    public void WatchDownload(Guid id, Func<IEnumerable<NodeEvent>> first) => Watch(downloads, id, happened => SelectDownload(happened, id), first);

    public void UnwatchDownload(Guid id) => Unwatch(downloads, id);

    public void Dispose()
    {
        foreach (var subscription in topicWatches.Select(watch => watch.Subscription).Concat(searches.Values).Concat(downloads.Values)) subscription?.Dispose();
        pump.Dispose();
        Stop.Dispose();
    }

    private void Watch(Dictionary<Guid, IDisposable> watches, Guid id, Func<NodeEvent, NodeEvent?> select, Func<IEnumerable<NodeEvent>> first)
    {
        Unwatch(watches, id);
        if (watches.Count >= WatchesMax) throw new HubException("This connection watches 100 of them already. Unwatch one first.");
        watches[id] = pump.Follow(select, first: first).Subscription;
    }

    private static void Unwatch(Dictionary<Guid, IDisposable> watches, Guid id)
    {
        if (watches.Remove(id, out var subscription)) subscription.Dispose();
    }

    private static NodeEvent? SelectDownload(NodeEvent happened, Guid id) => happened switch
    {
        DownloadStateChanged changed when changed.Id == id => changed,
        DownloadRemoved removed when removed.Id == id => removed,
        DownloadsChanged figures when figures.Downloads.FirstOrDefault(download => download.Id == id) is { } download => new DownloadsChanged([download]),
        _ => null,
    };

    private sealed class TopicWatch
    {
        /// <summary>Swapped as a whole, since the feed reads it at any time.</summary>
        public required ImmutableHashSet<Topic> Topics { get; set; }

        public IDisposable? Subscription { get; set; }
    }
}
