using Microsoft.Data.Sqlite;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Index;

/// <summary>
/// Lets writes through, and after one that failed for want of room, rights or a lock none for a while: the rest grows with each failure and
/// ends when a try shows that writing works again.
/// </summary>
internal sealed class WriteGate(IndexHealth health, TimeProvider time, IndexCareOptions options)
{
    private readonly Lock gate = new();
    private readonly GrowingPause pause = new(options.RestFirstMs, options.RestMaxMs);
    private long restsSince;
    private long? restMs;

    /// <summary>False when it was not done, for a reason that passes.</summary>
    public bool TryWrite<T>(Func<T> write, out T? result)
    {
        result = default;
        if (IsResting) return false;
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                result = write();
                Succeeded();
                return true;
            }
            catch (SqliteException error) when (IndexFaults.Of(error) == IndexFault.Locked && time.GetElapsedTime(begun).TotalMilliseconds < options.LockedWaitMs)
            {
                // SQLite itself waited some seconds already.
            }
            catch (SqliteException error) when (IndexFaults.Of(error) is IndexFault.NoRoom or IndexFault.NotWritable or IndexFault.Locked)
            {
                Rest(IndexFaults.Sentence(IndexFaults.Of(error), error));
                return false;
            }
            catch (IndexUnavailableException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether a rest has come to its end and somebody should try whether writing works again.</summary>
    public bool IsTryDue
    {
        get
        {
            lock (gate) return restMs is { } rest && time.GetElapsedTime(restsSince).TotalMilliseconds >= rest;
        }
    }

    /// <summary>Writes are let through again; the next failure rests longer, until one succeeded.</summary>
    public void Open()
    {
        lock (gate) restMs = null;
        health.BlockedBecause(null);
    }

    /// <summary>Begins a rest, or a longer one.</summary>
    public void Rest(string reason)
    {
        lock (gate) (restsSince, restMs) = (time.GetTimestamp(), pause.NextMs());
        health.BlockedBecause(reason);
    }

    private bool IsResting
    {
        get
        {
            lock (gate) return restMs is not null;
        }
    }

    private void Succeeded()
    {
        lock (gate)
        {
            pause.Reset();
            if (restMs is null) return;
        }
        Open();
    }
}
