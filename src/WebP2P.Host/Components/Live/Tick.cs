namespace WebP2P.Host.Components.Live;

/// <summary>The one clock of a circuit: everything on a page that lives looks at the node on the same 250 ms beat.</summary>
public sealed class Tick(TimeProvider time) : IDisposable
{
    /// <summary>Milliseconds between two looks.</summary>
    public const int IntervalMs = 250;

    private readonly Lock gate = new();
    private readonly List<Func<Task>> listeners = [];
    private ITimer? timer;
    private int busy;

    /// <summary>Calls <paramref name="listener"/> on every beat until the result is disposed; a beat is skipped while the last one is still being worked on.</summary>
    public IDisposable Subscribe(Func<Task> listener)
    {
        lock (gate)
        {
            listeners.Add(listener);
            timer ??= time.CreateTimer(_ => _ = BeatAsync(), null, TimeSpan.FromMilliseconds(IntervalMs), TimeSpan.FromMilliseconds(IntervalMs));
        }

        return new Subscription(this, listener);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            listeners.Clear();
            timer?.Dispose();
            timer = null;
        }
    }

    private async Task BeatAsync()
    {
        if (Interlocked.Exchange(ref busy, 1) == 1) return;
        try
        {
            Func<Task>[] now;
            lock (gate) now = [.. listeners];
            foreach (var listener in now) await listener();
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended between the copy and the call.
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    private void Remove(Func<Task> listener)
    {
        lock (gate)
        {
            listeners.Remove(listener);
            if (listeners.Count > 0) return;
            timer?.Dispose();
            timer = null;
        }
    }

    private sealed class Subscription(Tick owner, Func<Task> listener) : IDisposable
    {
        public void Dispose() => owner.Remove(listener);
    }
}
