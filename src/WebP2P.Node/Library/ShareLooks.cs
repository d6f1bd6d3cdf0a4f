namespace WebP2P.Node.Library;

/// <summary>Changed folders that are looked through after a while, so that one look serves many changes.</summary>
internal sealed class ShareLooks(ShareScans scans, ShareTable table, LibraryContents contents, NodeOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Share, bool IsWhenQuiet), HashSet<string>> pending = [];
    private readonly Dictionary<(Guid Share, bool IsWhenQuiet), ITimer> timers = [];
    private bool isStopped;

    public void Start()
    {
        scans.Unsettled += (share, folders) => Look(share, folders, isWhenQuiet: true);
        contents.Stale += stale =>
        {
            if (table.List().FirstOrDefault(share => share.Path == stale.Root) is { } share)
                Changed(share.Id, stale.RelativePath[..Math.Max(0, stale.RelativePath.LastIndexOf('/'))]);
        };
    }

    /// <summary>A folder of the share changed.</summary>
    public void Changed(Guid share, string folder) => Look(share, [folder], isWhenQuiet: false);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (gate)
        {
            isStopped = true;
            foreach (var timer in timers.Values) timer.Dispose();
            timers.Clear();
        }
    }

    private void Look(Guid share, IReadOnlyCollection<string> folders, bool isWhenQuiet)
    {
        var key = (share, isWhenQuiet);
        lock (gate)
        {
            if (isStopped) return;
            if (pending.TryGetValue(key, out var waiting))
            {
                if (waiting.Count <= ShareWork.FoldersMax) waiting.UnionWith(folders);
                return;
            }
            pending[key] = [.. folders];
            if (timers.Remove(key, out var old)) old.Dispose();
            timers[key] = time.CreateTimer(_ => Due(key), null, TimeSpan.FromMilliseconds(isWhenQuiet ? options.QuietMs : options.GatherMs), Timeout.InfiniteTimeSpan);
        }
    }

    private void Due((Guid Share, bool IsWhenQuiet) key)
    {
        HashSet<string>? folders;
        lock (gate) pending.Remove(key, out folders);
        if (folders is not null) scans.Start(key.Share, folders);
    }
}
