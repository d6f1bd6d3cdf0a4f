namespace WebP2P.Node.Links;

/// <summary>Streams that carry requests, so that those which lead nowhere any more can be ended at once instead of being waited for.</summary>
internal sealed class OpenStreams
{
    private const int SweepAt = 64;

    private readonly Lock gate = new();
    private readonly List<(PeerStream Where, WeakReference<Stream> Stream)> open = [];
    private int sweepAt = SweepAt;

    public void Add(PeerStream stream)
    {
        lock (gate)
        {
            if (open.Count >= sweepAt)
            {
                open.RemoveAll(entry => !entry.Stream.TryGetTarget(out _));
                sweepAt = Math.Max(SweepAt, 2 * open.Count);
            }

            open.Add((stream with { Stream = Stream.Null }, new WeakReference<Stream>(stream.Stream)));
        }
    }

    /// <summary>Ends those of which this is true.</summary>
    public void End(Func<PeerStream, bool> isGone)
    {
        List<Stream> gone = [];
        lock (gate)
        {
            foreach (var (_, weak) in open.Where(entry => isGone(entry.Where)))
                if (weak.TryGetTarget(out var stream)) gone.Add(stream);
            open.RemoveAll(entry => isGone(entry.Where));
        }

        foreach (var stream in gone) stream.Dispose();
    }
}
