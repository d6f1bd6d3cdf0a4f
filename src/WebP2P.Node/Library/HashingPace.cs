namespace WebP2P.Node.Library;

/// <summary>How fast files may be read for hashing: a limit, a pause, and room for transfers. Waits on threads of its own, never on those of the pool.</summary>
internal sealed class HashingPace(TimeProvider time)
{
    /// <summary>Whoever waits looks again this often for a cancellation.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>How long after their last bytes transfers still count as running.</summary>
    private static readonly TimeSpan TransfersLast = TimeSpan.FromSeconds(2);

    /// <summary>What a rest may be made up for at once.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    private readonly object gate = new();
    private bool isPaused;
    private long limitBytesPerSecond;
    private double creditBytes;
    private long creditAt = time.GetTimestamp();
    private long transfersAt = long.MinValue;

    public bool IsPaused
    {
        get
        {
            lock (gate) return isPaused;
        }
        set
        {
            lock (gate)
            {
                isPaused = value;
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>0: as fast as it goes.</summary>
    public long LimitBytesPerSecond
    {
        get
        {
            lock (gate) return limitBytesPerSecond;
        }
        set
        {
            lock (gate)
            {
                limitBytesPerSecond = value;
                creditBytes = 0;
                creditAt = time.GetTimestamp();
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Whether bytes go to or come from peers.</summary>
    public bool AreTransfersRunning => Interlocked.Read(ref transfersAt) is not long.MinValue and var at && time.GetElapsedTime(at) < TransfersLast;

    /// <summary>Any thread, at once.</summary>
    public void TransfersRun() => Interlocked.Exchange(ref transfersAt, time.GetTimestamp());

    /// <summary>Returns when this worker may begin a file or go on with one; false when cancelled. While transfers run only the first worker works.</summary>
    public bool WaitForTurn(int worker, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            while (!cancellationToken.IsCancellationRequested && (isPaused || (worker > 0 && AreTransfersRunning))) Monitor.Wait(gate, LookAgain);
        }
        return !cancellationToken.IsCancellationRequested;
    }

    /// <summary>Returns when these bytes, already read, fit the limit; false when cancelled.</summary>
    public bool Took(int bytes, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (limitBytesPerSecond == 0) return !cancellationToken.IsCancellationRequested;
            Fill();
            creditBytes -= bytes;
            while (creditBytes < 0 && limitBytesPerSecond > 0 && !cancellationToken.IsCancellationRequested)
            {
                var wait = TimeSpan.FromSeconds(-creditBytes / limitBytesPerSecond);
                Monitor.Wait(gate, wait < LookAgain ? wait + TimeSpan.FromMilliseconds(1) : LookAgain);
                Fill();
            }
        }
        return !cancellationToken.IsCancellationRequested;
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        creditBytes = Math.Min(Burst.TotalSeconds * limitBytesPerSecond, creditBytes + time.GetElapsedTime(creditAt, now).TotalSeconds * limitBytesPerSecond);
        creditAt = now;
    }
}
