namespace WebP2P.Node.Links;

/// <summary>Frames waiting to be written on one link, in order; when it is too full, the oldest queries go first.</summary>
internal sealed class WriteQueue(int bytesMax, int framesMax)
{
    // Two rings, so that dropping the oldest query leaves no hole; numbers bring both back into one order.
    private readonly FrameRing queries = new();
    private readonly FrameRing others = new();

    private long added;
    private bool isGreeted;

    public int Bytes { get; private set; }

    public int Count => queries.Count + others.Count;

    /// <summary>Memory that it holds, in bytes; nothing while it is empty.</summary>
    public int HeldBytes => queries.HeldBytes + others.HeldBytes;

    /// <summary>Queries thrown away so far to make room.</summary>
    public int QueriesDropped { get; private set; }

    /// <summary>False when there is no room even without the queries: the link cannot go on.</summary>
    public bool TryAdd(ReadOnlySpan<byte> frame, bool isQuery)
    {
        while (IsTooFull(frame.Length) && queries.Count > 0)
        {
            Take(queries, default);
            QueriesDropped++;
        }

        if (IsTooFull(frame.Length)) return false;
        (isQuery ? queries : others).Add(frame, added++);
        Bytes += frame.Length;
        return true;
    }

    /// <summary>
    /// Moves frames into the buffer as long as they fit; returns the bytes moved. A frame larger than the buffer goes alone into a larger one.
    /// So does the first of all, because it is the hello, whose message the other side takes only up to a small size.
    /// </summary>
    public int Take(ref byte[] buffer)
    {
        var taken = 0;
        while (Count > 0)
        {
            var next = Next();
            var length = next.FirstLength;
            if (taken > 0 && (!isGreeted || taken + length > buffer.Length)) break;
            if (length > buffer.Length) buffer = new byte[length];
            Take(next, buffer.AsSpan(taken, length));
            taken += length;
        }

        isGreeted |= taken > 0;
        return taken;
    }

    private FrameRing Next() => others.Count == 0 || (queries.Count > 0 && queries.FirstNumber < others.FirstNumber) ? queries : others;

    private bool IsTooFull(int more) => Count >= framesMax || Bytes + more > bytesMax;

    private void Take(FrameRing ring, Span<byte> target)
    {
        Bytes -= ring.FirstLength;
        ring.Take(target);
    }
}
