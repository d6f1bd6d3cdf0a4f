using System.Collections.Immutable;
using WebP2P.Node.Control;

namespace WebP2P.Node.Library;

/// <summary>What API and dashboard see of the shares, and who is told when it changes.</summary>
internal sealed class ShareTable(NodeFeed feed, TimeProvider time)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, long> progressAt = [];
    private readonly Dictionary<Guid, string> remarks = [];
    private ImmutableList<ShareView> shares = [];

    /// <summary>In the order they were added.</summary>
    public IReadOnlyList<ShareView> List() => shares;

    public ShareView? Find(Guid id) => shares.Find(share => share.Id == id);

    /// <summary>What the owner should know of a share though it is ready; empty: nothing.</summary>
    public string RemarkOf(Guid id)
    {
        lock (gate) return remarks.GetValueOrDefault(id, "");
    }

    public void Remark(Guid id, string remark)
    {
        lock (gate)
        {
            if (remarks.GetValueOrDefault(id, "") == remark) return;
            remarks[id] = remark;
        }
        if (Find(id) is { State: ShareState.Ready }) Change(id, view => view.State == ShareState.Ready ? view with { Reason = remark } : view);
    }

    public void Add(ShareView share)
    {
        lock (gate) shares = shares.Add(share);
        feed.Publish(new SharesChanged(shares));
    }

    public void Remove(Guid id)
    {
        lock (gate)
        {
            shares = shares.RemoveAll(share => share.Id == id);
            progressAt.Remove(id);
            remarks.Remove(id);
        }
        feed.Publish(new SharesChanged(shares));
    }

    /// <summary>A change of state: everybody is told.</summary>
    public void Change(Guid id, Func<ShareView, ShareView> change)
    {
        if (Replace(id, change) is not null) feed.Publish(new SharesChanged(shares));
    }

    /// <summary>New figures: told at most 4 times a second for a share.</summary>
    public void Progress(Guid id, Func<ShareView, ShareView> change)
    {
        if (Replace(id, change) is { } changed && IsDue(id)) feed.Publish(new ShareScanProgress(changed));
    }

    private ShareView? Replace(Guid id, Func<ShareView, ShareView> change)
    {
        lock (gate)
        {
            if (Find(id) is not { } old) return null;
            var changed = change(old);
            shares = shares.Replace(old, changed);
            // The first figures of a new state are told at once.
            if (changed.State != old.State) progressAt.Remove(id);
            return changed;
        }
    }

    private bool IsDue(Guid id)
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            if (progressAt.TryGetValue(id, out var last) && time.GetElapsedTime(last, now) < ProgressInterval) return false;
            progressAt[id] = now;
            return true;
        }
    }
}
