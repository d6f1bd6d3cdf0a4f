using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Finds neighbours: dials hosts while some are missing, takes and refuses those who come, replaces those who go.</summary>
internal sealed class Joining(NodeId self, NeighbourTable neighbours, HostCache hosts, Pongs pongs, GnutellaOptions options)
{
    /// <summary>What a node says in its hello when it takes part.</summary>
    public const string Capability = "gnutella/1";

    /// <summary>Time between two notices of changed hosts, ms.</summary>
    public const int HostsNoticeMs = 10_000;

    private OverlayState state = OverlayState.Off;
    private HashSet<NodeId>? dialled;
    private int dialling;
    private bool isNoticeDue;

    public bool IsEnabled { get; private set; }

    public string Reason { get; private set; } = "Gnutella is off.";

    private int Missing => options.NeighboursWanted - neighbours.Count;

    public void Enable(Turn turn)
    {
        if (IsEnabled) return;
        IsEnabled = true;
        Say(turn);
        Upkeep(turn);
    }

    public void Disable(Turn turn)
    {
        if (!IsEnabled) return;
        foreach (var neighbour in neighbours.Slots.ToArray())
        {
            if (neighbour is null) continue;
            pongs.Refuse(neighbour.Node, turn);
            turn.Release(neighbour.Node, "Gnutella was switched off.");
            neighbours.Remove(neighbour);
        }
        IsEnabled = false;
        turn.Wake(GnutellaTimers.Upkeep, -1);
        turn.Wake(GnutellaTimers.Pings, -1);
        Say(turn);
    }

    public void Hear(IReadOnlyList<KnownHost> heard, Turn turn)
    {
        foreach (var host in heard) hosts.Hear(host);
        NoticeSoon(turn);
        Upkeep(turn);
    }

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn)
    {
        (dialled ??= []).Add(peer);
        if (address is null || hosts.Find(address) is not { } entry) return;
        EndDial(entry);
        if (peer == self) hosts.Forget(entry);
        else hosts.Met(entry, peer, turn);
        NoticeSoon(turn);
    }

    public void DialFailed(PeerAddress? address, Turn turn)
    {
        if (address is null || hosts.Find(address) is not { } entry) return;
        EndDial(entry);
        hosts.Failed(entry, turn);
        NoticeSoon(turn);
        Upkeep(turn);
    }

    /// <summary>True when the peer became a neighbour.</summary>
    public bool Linked(NodeId peer, Hello hello, Turn turn)
    {
        var isOwnDial = dialled?.Remove(peer) == true;
        if (neighbours.Find(peer) is not null) return false;
        if (peer == self || !IsEnabled || !hello.Capabilities.Contains(Capability))
        {
            if (isOwnDial) turn.Release(peer, "It does not take part in Gnutella here.");
            Upkeep(turn);
            return false;
        }
        if (neighbours.Count < (options.DialsHosts ? options.NeighboursWanted : options.NeighboursMax)) return Take(peer, isOwnDial, turn);
        if (isOwnDial) turn.Release(peer, "There are enough neighbours already.");
        else if (neighbours.Count >= options.NeighboursMax) Refuse(peer, turn);
        return false;
    }

    /// <summary>A peer that is no neighbour asks to be one. True when it became one.</summary>
    public bool Wished(NodeId peer, Turn turn)
    {
        if (IsEnabled && neighbours.Count < options.NeighboursMax) return Take(peer, isOwnDial: false, turn);
        Refuse(peer, turn);
        return false;
    }

    /// <summary>The neighbour does not want to be one any more.</summary>
    public void Refused(Neighbour neighbour, Turn turn)
    {
        turn.Release(neighbour.Node, "It takes no more neighbours.");
        Remove(neighbour, turn);
    }

    public void Unlinked(NodeId peer, Turn turn)
    {
        dialled?.Remove(peer);
        if (neighbours.Find(peer) is { } neighbour) Remove(neighbour, turn);
    }

    /// <summary>Leaves a neighbour that behaves badly.</summary>
    public void Leave(Neighbour neighbour, string reason, Turn turn)
    {
        pongs.Refuse(neighbour.Node, turn);
        turn.Release(neighbour.Node, reason);
        Remove(neighbour, turn);
    }

    /// <summary>Dials while neighbours are missing; wakes again when there is something to do.</summary>
    public void Upkeep(Turn turn)
    {
        if (!IsEnabled || !options.DialsHosts || Missing <= 0 || hosts.Count == 0) return;
        var count = Math.Min(options.DialsMax, 2 * Missing) - dialling;
        if (count > 0) Dial(count, turn);
        turn.Wake(GnutellaTimers.Upkeep, options.UpkeepMs);
    }

    public void NoticeHosts(Turn turn)
    {
        isNoticeDue = false;
        if (hosts.HasNews) turn.Note(hosts.TakeNews());
    }

    private void Dial(int count, Turn turn)
    {
        var due = hosts.All.Where(entry => !entry.IsDialling && entry.NextDialMs <= turn.NowMs && (entry.Node is not { } node || neighbours.Find(node) is null));
        var near = hosts.All.Where(entry => entry.Node is { } node && neighbours.Find(node) is not null).Select(entry => entry.Address);
        foreach (var entry in HostChoice.Pick(due, near, count, turn.Dice))
        {
            entry.IsDialling = true;
            entry.NextDialMs = turn.NowMs + HostEntry.PauseFirstMs;
            dialling++;
            turn.Dial(entry.Address, entry.Node);
        }
    }

    private void EndDial(HostEntry entry)
    {
        if (!entry.IsDialling) return;
        entry.IsDialling = false;
        dialling--;
    }

    private bool Take(NodeId peer, bool isOwnDial, Turn turn)
    {
        if (neighbours.IsFull) return false;
        neighbours.Add(peer, isOwnDial, turn.NowMs);
        pongs.Ask(peer, turn);
        Say(turn);
        return true;
    }

    private void Refuse(NodeId peer, Turn turn)
    {
        pongs.Refuse(peer, turn);
        turn.Release(peer, $"There are {neighbours.Count} neighbours already.");
    }

    private void Remove(Neighbour neighbour, Turn turn)
    {
        neighbours.Remove(neighbour);
        Say(turn);
        Upkeep(turn);
    }

    private void NoticeSoon(Turn turn)
    {
        if (isNoticeDue || !hosts.HasNews) return;
        isNoticeDue = true;
        turn.Wake(GnutellaTimers.Hosts, HostsNoticeMs);
    }

    private void Say(Turn turn)
    {
        var now = !IsEnabled ? OverlayState.Off : neighbours.Count > 0 ? OverlayState.Connected : OverlayState.Connecting;
        if (now == state) return;
        state = now;
        Reason = now switch
        {
            OverlayState.Off => "Gnutella is off.",
            OverlayState.Connected => "There are neighbours.",
            _ => "Looking for neighbours.",
        };
        turn.Note(new OverlayStateChanged(OverlayKind.Gnutella, now, Reason, null));
    }
}
