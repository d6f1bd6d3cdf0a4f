using System.Collections.Immutable;

namespace WebP2P.Node.Control;

/// <summary>An event with its place in the order of things.</summary>
/// <param name="Epoch">The run of the program.</param>
/// <param name="Seq">Number of the last change of state; events that are not one carry the number without raising it.</param>
public sealed record FeedEntry(string Epoch, long Seq, DateTimeOffset At, NodeEvent Event);

/// <summary>The one in-process feed of notices: changes of state are numbered, the last <see cref="KeptMax"/> are kept for those who return.</summary>
public sealed class NodeFeed(TimeProvider time)
{
    public const int KeptMax = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<FeedEntry> kept = new();
    private ImmutableArray<Action<FeedEntry>> listeners = [];
    private long seq;

    public string Epoch { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Number of the newest change of state; 0 when there was none.</summary>
    public long Seq => Interlocked.Read(ref seq);

    public void Publish(NodeEvent happened)
    {
        lock (gate)
        {
            var number = happened.IsState ? Interlocked.Increment(ref seq) : seq;
            var entry = new FeedEntry(Epoch, number, time.GetUtcNow(), happened);
            if (happened.IsState)
            {
                kept.Enqueue(entry);
                if (kept.Count > KeptMax) kept.Dequeue();
            }

            foreach (var listener in listeners) listener(entry);
        }
    }

    /// <summary>Changes of state after <paramref name="since"/>, and from then on everything, without a gap. The listener runs under the feed's lock: it only enqueues.</summary>
    /// <returns>Null replay when the gap is too old or of another run: read everything anew.</returns>
    public (IReadOnlyList<FeedEntry>? Replay, IDisposable Subscription) Subscribe(string? epoch, long since, Action<FeedEntry> listener)
    {
        lock (gate)
        {
            listeners = listeners.Add(listener);
            return (Replay(epoch, since), new Subscription(() => Remove(listener)));
        }
    }

    /// <summary>Everything from now on.</summary>
    public IDisposable Subscribe(Action<FeedEntry> listener) => Subscribe(Epoch, Seq, listener).Subscription;

    /// <summary>Number of the oldest change of state that can still be replayed; 1 when nothing was thrown away yet.</summary>
    public long OldestSeq
    {
        get
        {
            lock (gate) return kept.TryPeek(out var oldest) ? oldest.Seq : seq + 1;
        }
    }

    private List<FeedEntry>? Replay(string? epoch, long since)
    {
        if (epoch is not null && epoch != Epoch) return null;
        if (since > seq || since + 1 < (kept.TryPeek(out var oldest) ? oldest.Seq : seq + 1)) return null;
        return [.. kept.Where(entry => entry.Seq > since)];
    }

    private void Remove(Action<FeedEntry> listener)
    {
        lock (gate) listeners = listeners.Remove(listener);
    }

    private sealed class Subscription(Action remove) : IDisposable
    {
        private Action? onDispose = remove;

        public void Dispose() => Interlocked.Exchange(ref onDispose, null)?.Invoke();
    }
}
