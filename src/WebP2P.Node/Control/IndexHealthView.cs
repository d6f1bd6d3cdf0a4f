namespace WebP2P.Node.Control;

/// <summary>How this node's own index does. <see cref="Unavailable"/>: not even read; the rest of the node goes on.</summary>
public enum IndexState { Ok, ReadOnly, Rebuilding, Unavailable }

/// <param name="Reason">One sentence; empty when all is well.</param>
/// <param name="Since">When the index came into this state.</param>
/// <param name="RefusedBatches">Batches of registering nodes that were refused since the start, because the index could not be written.</param>
/// <param name="BeganAnew">How often a damaged index was moved aside since the start.</param>
public sealed record IndexHealthView(IndexState State, string Reason, DateTimeOffset Since, long RefusedBatches, int BeganAnew)
{
    public static readonly IndexHealthView Well = new(IndexState.Ok, "", DateTimeOffset.UnixEpoch, 0, 0);

    /// <summary>For people: the state and why.</summary>
    public string Sentence => State switch
    {
        IndexState.ReadOnly => $"The own index is read-only: {Reason}",
        IndexState.Rebuilding => $"The own index is being rebuilt: {Reason}",
        IndexState.Unavailable => $"The own index cannot be used: {Reason}",
        _ => "The own index is well.",
    };
}
