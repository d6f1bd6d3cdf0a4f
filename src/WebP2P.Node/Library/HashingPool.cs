using WebP2P.Node.Storage;

namespace WebP2P.Node.Library;

/// <summary>The threads that hash, for all shares together: one fewer than processors, behind everything else, small files first so that much is found soon.</summary>
internal sealed class HashingPool(HashingPace pace, int workers) : IDisposable
{
    /// <summary>Of the system's scale from -20 to 19.</summary>
    private const int Niceness = 10;

    private readonly object gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly PriorityQueue<IHashJob, long> waiting = new();
    private List<Thread>? threads;

    public HashingPool(HashingPace pace)
        : this(pace, Math.Max(1, Environment.ProcessorCount - 1))
    {
    }

    public int Workers => workers;

    public void Add(IHashJob job)
    {
        lock (gate)
        {
            threads ??= [.. Enumerable.Range(0, workers).Select(Begin)];
            waiting.Enqueue(job, job.SizeBytes);
            Monitor.Pulse(gate);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stopping.Cancel();
        lock (gate) Monitor.PulseAll(gate);
        foreach (var thread in threads ?? []) thread.Join();
        stopping.Dispose();
    }

    private Thread Begin(int worker)
    {
        var thread = new Thread(() => Work(worker)) { IsBackground = true, Name = $"hashing {worker}", Priority = ThreadPriority.BelowNormal };
        thread.Start();
        return thread;
    }

    private void Work(int worker)
    {
        // There the framework leaves priorities of threads alone.
        if (OperatingSystem.IsLinux()) _ = UnixCalls.SetPriority(UnixCalls.PriorityOfProcess, 0, Niceness);
        while (pace.WaitForTurn(worker, stopping.Token) && TryTake(out var job)) job!.Run(worker);
    }

    private bool TryTake(out IHashJob? job)
    {
        lock (gate)
        {
            while (!stopping.IsCancellationRequested)
            {
                if (waiting.TryDequeue(out job, out _)) return true;
                Monitor.Wait(gate);
            }
        }
        job = null;
        return false;
    }
}
