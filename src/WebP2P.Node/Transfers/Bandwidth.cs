using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Where every transfer asks before it moves its next bytes; costs nothing while there is no limit. Any thread.</summary>
internal sealed class Bandwidth : IDisposable
{
    private readonly Lock gate = new();
    private readonly BandwidthPlan plan = new();
    private readonly Dictionary<BandwidthWish, TaskCompletionSource<int>> waiting = [];
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly bool[] isLimited = new bool[2];

    public Bandwidth(TimeProvider time)
    {
        this.time = time;
        timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsLimited(TransferDirection direction) => Volatile.Read(ref isLimited[(int)direction]);

    /// <summary>Counts at once, also for those that wait. 0: no limit.</summary>
    public void Set(long uploadBytesPerSecond, long downloadBytesPerSecond, long bothBytesPerSecond)
    {
        lock (gate)
        {
            plan.Set(uploadBytesPerSecond, downloadBytesPerSecond, bothBytesPerSecond, NowMs);
            foreach (var direction in Enum.GetValues<TransferDirection>()) Volatile.Write(ref isLimited[(int)direction], plan.IsLimited(direction));
        }
        Release();
    }

    /// <summary>Waits until some bytes may move; the answer is how many.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public ValueTask<int> TakeAsync(TransferDirection direction, NodeId peer, int bytes, CancellationToken cancellationToken) =>
        IsLimited(direction) ? WaitAsync(new BandwidthWish(direction, peer, bytes), cancellationToken) : ValueTask.FromResult(bytes);

    /// <summary>What moved without having asked, being small.</summary>
    public void Charge(TransferDirection direction, long bytes)
    {
        if (!IsLimited(direction)) return;
        lock (gate) plan.Charge(direction, bytes);
    }

    /// <summary>Fewer came than were taken: the rest is for others.</summary>
    public void Return(TransferDirection direction, int bytes)
    {
        if (bytes > 0) Charge(direction, -bytes);
    }

    public void Dispose() => timer.Dispose();

    private long NowMs => time.GetTimestamp() / (time.TimestampFrequency / 1_000);

    private async ValueTask<int> WaitAsync(BandwidthWish wish, CancellationToken cancellationToken)
    {
        var granted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add(wish, granted);
            plan.Ask(wish);
        }
        Release();
        if (granted.Task.IsCompleted) return await granted.Task;
        await using var given = cancellationToken.UnsafeRegister(_ => Withdraw(wish, cancellationToken), null);
        return await granted.Task;
    }

    private void Withdraw(BandwidthWish wish, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!waiting.Remove(wish, out var granted)) return;
            plan.Withdraw(wish);
            granted.TrySetCanceled(cancellationToken);
        }
    }

    private void Release()
    {
        lock (gate)
        {
            var released = new List<BandwidthWish>();
            var nextMs = plan.Release(NowMs, released);
            foreach (var wish in released)
            {
                if (waiting.Remove(wish, out var granted)) granted.TrySetResult(wish.Granted);
            }
            timer.Change(nextMs is { } ms ? TimeSpan.FromMilliseconds(ms) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
