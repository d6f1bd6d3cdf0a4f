namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Answers to nodes that register faster than they may, until they are due; a node has at most as many as it may have batches on the way, and one more.</summary>
internal sealed class SlowedPeers
{
    private readonly PriorityQueue<(Errand Errand, Answer Answer), (long DueMs, long Number)> waiting = new();
    private long numbers;

    public int Count => waiting.Count;

    public void Add(Errand errand, Answer answer, long delayMs, Turn turn)
    {
        waiting.Enqueue((errand, answer), (turn.NowMs + delayMs, ++numbers));
        Arm(turn);
    }

    public bool TryTakeDue(Turn turn, out Errand errand, out Answer answer)
    {
        (errand, answer) = (null!, null!);
        if (!waiting.TryPeek(out var first, out var when) || when.DueMs > turn.NowMs) return false;
        waiting.Dequeue();
        (errand, answer) = first;
        return true;
    }

    public void Arm(Turn turn)
    {
        if (waiting.TryPeek(out _, out var when)) turn.Wake(NapsterTimers.Slowed, Math.Max(0, when.DueMs - turn.NowMs));
    }
}
