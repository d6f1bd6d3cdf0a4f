namespace WebP2P.Node.Links;

/// <summary>The stream of a node that called back; the request that brought it lives until the stream is closed.</summary>
internal sealed class CallBackStream(Stream inner) : PassingStream(inner)
{
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Closed => closed.Task;

    protected override void Dispose(bool disposing)
    {
        closed.TrySetResult();
        base.Dispose(disposing);
    }
}
