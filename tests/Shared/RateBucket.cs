namespace WebP2P.Tests.Shared;

/// <summary>Lets bytes pass at a rate; refilled every few milliseconds by the time that really went by.</summary>
internal sealed class RateBucket : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly Queue<(int Bytes, TaskCompletionSource Passed)> waiting = new();
    private readonly PeriodicTimer timer = new(Interval);
    private readonly long bytesPerSecond;
    private long availableBytes;
    private long holdAfterBytes = long.MaxValue;

    public RateBucket(long bytesPerSecond)
    {
        this.bytesPerSecond = bytesPerSecond;
        _ = RefillAsync();
    }

    /// <summary>While it is, nothing passes.</summary>
    public bool IsHeld
    {
        get;
        set
        {
            lock (gate) (field, holdAfterBytes) = (value, long.MaxValue);
        }
    }

    /// <summary>It is held as soon as so many more have passed, whoever looks and when, and not before.</summary>
    public void HoldAfter(long bytes)
    {
        lock (gate) (IsHeld, holdAfterBytes) = (false, bytes);
    }

    public Task PassAsync(int bytes)
    {
        lock (gate)
        {
            var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((bytes, passed));
            Release();
            return passed.Task;
        }
    }

    public void Dispose() => timer.Dispose();

    private async Task RefillAsync()
    {
        var last = TimeProvider.System.GetTimestamp();
        while (await timer.WaitForNextTickAsync())
        {
            var now = TimeProvider.System.GetTimestamp();
            var burstBytes = bytesPerSecond / 10;
            lock (gate)
            {
                availableBytes = Math.Min(burstBytes, availableBytes + (long)(bytesPerSecond * TimeProvider.System.GetElapsedTime(last, now).TotalSeconds));
                Release();
            }
            last = now;
        }
    }

    /// <summary>Goes into debt for one chunk at most, so a chunk larger than the burst passes too.</summary>
    private void Release()
    {
        while (!IsHeld && availableBytes > 0 && waiting.TryDequeue(out var next))
        {
            availableBytes -= next.Bytes;
            next.Passed.SetResult();
            if (holdAfterBytes < long.MaxValue && (holdAfterBytes -= next.Bytes) <= 0) (IsHeld, holdAfterBytes) = (true, long.MaxValue);
        }
    }
}
