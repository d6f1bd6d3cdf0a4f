using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The hosts that may be neighbours, by address. Bounded; the worst makes room.</summary>
internal sealed class HostCache(NeighbourTable neighbours, GnutellaOptions options)
{
    private Dictionary<PeerAddress, HostEntry>? byAddress;
    private List<HostEntry>? changed;
    private List<PeerAddress>? forgotten;

    public int Count => byAddress?.Count ?? 0;

    public bool HasNews => changed is not null || forgotten is not null;

    public IEnumerable<HostEntry> All => byAddress?.Values ?? Enumerable.Empty<HostEntry>();

    public HostEntry? Find(PeerAddress address) => byAddress?.GetValueOrDefault(address);

    public void Hear(KnownHost host)
    {
        if (host.Node == neighbours.Self) return;
        if (Find(host.Address) is { } known)
        {
            if (host.Origin == HostOrigin.Configured) known.Origin = HostOrigin.Configured;
            known.Node ??= host.Node;
            return;
        }
        if (Count >= options.HostsMax && !ForgetWorst()) return;
        var entry = new HostEntry(host.Address, host.Origin)
        {
            Node = host.Node,
            LastSeenUnixMs = host.LastSeenUnixMs,
            Successes = host.Successes,
            Failures = Math.Clamp(host.Failures, 0, HostEntry.FailuresMax - 1),
        };
        (byAddress ??= []).Add(entry.Address, entry);
        if (host.Origin != HostOrigin.Saved) Change(entry);
    }

    public void Met(HostEntry entry, NodeId node, Turn turn)
    {
        entry.Met(node, turn);
        Change(entry);
    }

    public void Seen(HostEntry entry, Turn turn)
    {
        entry.LastSeenUnixMs = turn.WallUnixMs;
        Change(entry);
    }

    public void Failed(HostEntry entry, Turn turn)
    {
        entry.Failed(turn);
        if (entry.Failures >= HostEntry.FailuresMax && entry.IsForgettable) Forget(entry);
        else Change(entry);
    }

    public void Forget(HostEntry entry)
    {
        if (byAddress?.Remove(entry.Address) != true) return;
        (forgotten ??= []).Add(entry.Address);
    }

    /// <summary>What is to be saved since the last time.</summary>
    public HostsChanged TakeNews()
    {
        List<KnownHost> news = [];
        foreach (var entry in changed ?? [])
        {
            entry.IsChanged = false;
            if (Find(entry.Address) == entry) news.Add(entry.Known);
        }
        var notice = new HostsChanged(news, (forgotten ?? []).Where(address => Find(address) is null).ToList());
        (changed, forgotten) = (null, null);
        return notice;
    }

    private void Change(HostEntry entry)
    {
        if (entry.IsChanged) return;
        entry.IsChanged = true;
        (changed ??= []).Add(entry);
    }

    /// <summary>The one with most failures, and of these the one that was met least and longest ago.</summary>
    private bool ForgetWorst()
    {
        var worst = All.Where(entry => entry is { IsForgettable: true, IsDialling: false })
            .MinBy(entry => (-entry.Failures, entry.Successes, entry.LastSeenUnixMs));
        if (worst is null) return false;
        Forget(worst);
        return true;
    }
}
