using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakeHashing(NodeFeed feed) : IHashing
{
    public HashingView View { get; private set; } = new(false, 0, 1, 1_000);

    /// <summary>What writing ends with, when the disk takes nothing.</summary>
    public Exception? Unwritten { get; set; }

    public Task<HashingView> PauseAsync(CancellationToken cancellationToken) => Unwritten is not null ? Task.FromException<HashingView>(Unwritten) : Task.FromResult(Change(View with { Paused = true }));

    public Task<HashingView> ResumeAsync(CancellationToken cancellationToken) => Task.FromResult(Change(View with { Paused = false }));

    public Task<Outcome<HashingView>> LimitAsync(long bytesPerSecond, CancellationToken cancellationToken) => Task.FromResult<Outcome<HashingView>>(
        bytesPerSecond < 0 ? new Refusal(RefusalKind.Invalid, "invalid-limit", "A limit is a number of bytes.") : Change(View with { LimitBytesPerSecond = bytesPerSecond }));

    private HashingView Change(HashingView changed)
    {
        View = changed;
        feed.Publish(new HashingChanged(changed));
        return changed;
    }
}
