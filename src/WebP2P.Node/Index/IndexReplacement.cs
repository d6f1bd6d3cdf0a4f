using Microsoft.Data.Sqlite;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index;

/// <summary>The store in use. Any number use it at once; while it is replaced they wait.</summary>
internal sealed class IndexReplacement(IndexSetup setup, Func<IIndexStore> open, IndexHealth health, TimeProvider time, IndexCareOptions options) : IDisposable
{
    private readonly ReaderWriterLockSlim users = new();
    private IIndexStore? store;
    private bool isMissing;
    private int generation;
    private long? replacedAt;

    /// <summary>False when an index could not be begun anew so far.</summary>
    public bool IsThere => !Volatile.Read(ref isMissing);

    /// <summary>Which store it is; to be remembered before damage is looked for.</summary>
    public int Generation => Volatile.Read(ref generation);

    /// <summary>Work that meets damage is done once more, on the new store.</summary>
    /// <exception cref="IndexUnavailableException">There is no store, and none could be begun.</exception>
    public T Use<T>(Func<IIndexStore, T> work)
    {
        var met = 0;
        try
        {
            return UseOnce(work, out met);
        }
        catch (SqliteException error) when (Damage(error) is { } damage)
        {
            Replace(damage, met);
            return UseOnce(work, out _);
        }
    }

    /// <summary>Puts a new store in place of one that is damaged.</summary>
    /// <param name="met">The generation that was found damaged: another may have replaced it meanwhile.</param>
    public void Replace(string damage, int met)
    {
        users.EnterWriteLock();
        try
        {
            if (met != generation || IsTooSoon) return;
            Close();
            CloseLostConnections();
            isMissing = true;
            setup.BeginAnewAsync(damage, CancellationToken.None).GetAwaiter().GetResult();
            isMissing = false;
            generation++;
            replacedAt = time.GetTimestamp();
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            health.MissingBecause($"index.db was damaged ({damage}) and a new one cannot be begun: {Reason(error)}");
        }
        finally
        {
            users.ExitWriteLock();
        }
    }

    /// <summary>After a failure to begin anew.</summary>
    public void TryAgain()
    {
        var met = Generation;
        if (Volatile.Read(ref isMissing)) Replace("it could not be begun anew before", met);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        users.Dispose();
    }

    /// <summary>A file that was taken away shows itself by other errors.</summary>
    private string? Damage(SqliteException error) => IndexFaults.Of(error) == IndexFault.Damaged ? "a part of it cannot be read" : setup.Damage();

    private T UseOnce<T>(Func<IIndexStore, T> work, out int met)
    {
        users.EnterReadLock();
        try
        {
            met = generation;
            if (isMissing) throw new IndexUnavailableException($"The index cannot be used: {health.WriteProblem}", null);
            return work(Store());
        }
        finally
        {
            users.ExitReadLock();
        }
    }

    private IIndexStore Store()
    {
        if (Volatile.Read(ref store) is { } opened) return opened;
        lock (setup) return store ??= open();
    }

    private static string Reason(Exception error) => error is SqliteException sqlite ? IndexFaults.Sentence(IndexFaults.Of(sqlite), sqlite) : error.Message;

    private bool IsTooSoon => !isMissing && replacedAt is { } before && time.GetElapsedTime(before).TotalMilliseconds < options.AnewApartMs;

    private void Close()
    {
        (store as IDisposable)?.Dispose();
        store = null;
    }

    /// <summary>A connection that failed while it was opened is closed by its finalizer, and then deletes the log by its name: that must be the old one.</summary>
    private static void CloseLostConnections()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
