namespace WebP2P.Node.Links;

/// <summary>Frames waiting to be written on one link, in order; when it is too full, the oldest queries go first.</summary>
internal sealed class WriteQueue(int bytesMax, int framesMax)
{
    private readonly LinkedList<(byte[] Frame, bool IsQuery)> frames = [];
    private readonly Queue<LinkedListNode<(byte[] Frame, bool IsQuery)>> queries = new();

    private bool isGreeted;

    public int Bytes { get; private set; }

    public int Count => frames.Count;

    /// <summary>Queries thrown away so far to make room.</summary>
    public int QueriesDropped { get; private set; }

    /// <summary>False when there is no room even without the queries: the link cannot go on.</summary>
    public bool TryAdd(byte[] frame, bool isQuery)
    {
        while (IsTooFull(frame.Length) && queries.TryDequeue(out var oldest))
        {
            Remove(oldest);
            QueriesDropped++;
        }

        if (IsTooFull(frame.Length)) return false;
        var node = frames.AddLast((frame, isQuery));
        Bytes += frame.Length;
        if (isQuery) queries.Enqueue(node);
        return true;
    }

    /// <summary>
    /// Moves frames into the buffer as long as they fit; returns the bytes moved. A frame larger than the buffer goes alone into a larger one.
    /// So does the first of all, because it is the hello, whose message the other side takes only up to a small size.
    /// </summary>
    public int Take(ref byte[] buffer)
    {
        var taken = 0;
        while (frames.First is { } first && (taken == 0 || (isGreeted && taken + first.Value.Frame.Length <= buffer.Length)))
        {
            if (first.Value.Frame.Length > buffer.Length) buffer = new byte[first.Value.Frame.Length];
            first.Value.Frame.CopyTo(buffer, taken);
            taken += first.Value.Frame.Length;
            if (first.Value.IsQuery) queries.Dequeue();
            Remove(first);
        }

        isGreeted |= taken > 0;
        return taken;
    }

    private bool IsTooFull(int more) => frames.Count >= framesMax || Bytes + more > bytesMax;

    private void Remove(LinkedListNode<(byte[] Frame, bool IsQuery)> node)
    {
        frames.Remove(node);
        Bytes -= node.Value.Frame.Length;
    }
}
