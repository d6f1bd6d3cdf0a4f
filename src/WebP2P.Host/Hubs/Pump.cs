using System.Runtime.CompilerServices;
using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>Carries the feed to one follower: a hub connection or an event stream. Changes of state go at once, figures at most four times a second.</summary>
internal sealed class Pump : IDisposable
{
    public static readonly TimeSpan FigureInterval = TimeSpan.FromMilliseconds(250);

    private readonly NodeFeed feed;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly PendingEvents pending = new();
    private readonly SemaphoreSlim ready = new(0, 1);
    private readonly ITimer alarm;
    private DateTimeOffset figuresDue;
    private bool over;

    public Pump(NodeFeed feed, TimeProvider time)
    {
        this.feed = feed;
        this.time = time;
        alarm = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds what <paramref name="select"/> lets through, from a point in the past on when one is given.</summary>
    /// <param name="select">The event, part of it, or null when the follower does not want it. Runs under locks.</param>
    /// <param name="first">What the follower must know before the live events; asked when no live event can be missed any more.</param>
    /// <returns>How many past changes were replayed; null when there is a gap.</returns>
    public (int? Replayed, IDisposable Subscription) Follow(Func<NodeEvent, NodeEvent?> select, FeedPoint? since = null, Func<IEnumerable<NodeEvent>>? first = null)
    {
        var waiting = new List<FeedEntry>();
        var live = false;
        var from = since ?? new FeedPoint(feed.Epoch, feed.Seq);
        var (replay, subscription) = feed.Subscribe(from.Epoch, from.Seq, entry =>
        {
            lock (gate)
            {
                if (Selected(entry, select) is not { } wanted) return;
                if (live) pending.Add(wanted);
                else waiting.Add(wanted);
            }

            Wake();
        });
        var known = (first?.Invoke() ?? []).Select(happened => new FeedEntry(feed.Epoch, feed.Seq, time.GetUtcNow(), happened)).ToList();
        List<FeedEntry> past = [.. (replay ?? []).Select(entry => Selected(entry, select)).OfType<FeedEntry>()];
        lock (gate)
        {
            foreach (var entry in (IEnumerable<FeedEntry>)[.. past, .. known, .. waiting]) pending.Add(entry);
            live = true;
        }

        Wake();
        return (replay is null ? null : past.Count, subscription);
    }

    /// <summary>Everything that is followed, until cancelled.</summary>
    public async IAsyncEnumerable<FeedEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var entry in Take()) yield return entry;
            await ready.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (gate) over = true;
        alarm.Dispose();
        ready.Dispose();
    }

    /// <summary>One change of state at a time, so that none waits behind figures.</summary>
    private IEnumerable<FeedEntry> Take()
    {
        while (TakeNext() is { Count: > 0 } entries)
            foreach (var entry in entries) yield return entry;
    }

    private IReadOnlyList<FeedEntry> TakeNext()
    {
        lock (gate)
        {
            if (pending.TakeState() is { } state) return [state];
            if (!pending.HasFigures) return [];
            var wait = figuresDue - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                alarm.Change(wait, Timeout.InfiniteTimeSpan);
                return [];
            }

            figuresDue = time.GetUtcNow() + FigureInterval;
            return pending.TakeFigures();
        }
    }

    private void Wake()
    {
        lock (gate)
            if (!over && ready.CurrentCount == 0) ready.Release();
    }

    private static FeedEntry? Selected(FeedEntry entry, Func<NodeEvent, NodeEvent?> select) =>
        select(entry.Event) is { } wanted ? entry with { Event = wanted } : null;
}
