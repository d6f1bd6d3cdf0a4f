using Microsoft.Extensions.Logging;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Watches the shares' folders. A share that cannot be watched says so, and is looked through from time to time.</summary>
internal sealed partial class ShareWatches(ShareScans scans, ShareLooks looks, ShareTable table, NodeOptions options, ILogger<ShareWatches> logger) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, ShareWatch> watches = [];
    private bool isStopped;

    public void Start() => scans.Beginning += Ensure;

    public void Remove(Guid share)
    {
        ShareWatch? watch;
        lock (gate) watches.Remove(share, out watch);
        watch?.Dispose();
        table.Remark(share, "");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        List<ShareWatch> all;
        lock (gate)
        {
            isStopped = true;
            all = [.. watches.Values];
            watches.Clear();
        }
        foreach (var watch in all) watch.Dispose();
    }

    /// <summary>Begins to watch, or begins anew when it is another folder than before.</summary>
    private void Ensure(ShareRow share)
    {
        lock (gate)
        {
            if (isStopped || !options.Watch) return;
            if (watches.TryGetValue(share.Id, out var old) && old.IsOf(share.Path)) return;
        }
        Remove(share.Id);
        var problem = ShareWatch.TryBegin(share.Path, folder => looks.Changed(share.Id, folder), error => Failed(share.Id, error), out var watch);
        if (problem is not null) Unwatched(share.Id, problem);
        if (watch is null) return;
        lock (gate)
        {
            if (!isStopped && watches.TryAdd(share.Id, watch)) return;
        }
        watch.Dispose();
    }

    /// <summary>Events were lost, or the system watches no more folders.</summary>
    private void Failed(Guid share, Exception error)
    {
        if (error is not InternalBufferOverflowException)
        {
            Remove(share);
            Unwatched(share, error.Message);
        }
        scans.Start(share);
    }

    private void Unwatched(Guid share, string problem)
    {
        var rounds = options.RescanMinutes == 0 ? "when you say so" : $"every {options.RescanMinutes} minutes";
        table.Remark(share, $"Changes are not noticed at once: {problem} It is looked through {rounds}.");
        NotWatched(share, problem);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Share {Share} is not watched: {Problem}")]
    private partial void NotWatched(Guid share, string problem);
}
