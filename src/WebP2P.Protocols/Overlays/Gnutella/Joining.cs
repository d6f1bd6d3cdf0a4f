using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Who becomes a neighbour and who does not; those who go are replaced.</summary>
internal sealed class Joining(NeighbourTable neighbours, HostDialling dialling, Pongs pongs, GnutellaOptions options)
{
    private OverlayState state = OverlayState.Off;
    private HashSet<NodeId>? dialled;

    public bool IsEnabled { get; private set; }

    public string Reason { get; private set; } = "Gnutella is off.";

    public void Enable(Turn turn)
    {
        if (IsEnabled) return;
        IsEnabled = true;
        Say(turn);
        dialling.TryAllAgain(turn);
        dialling.Upkeep(turn);
    }

    public void Disable(Turn turn)
    {
        if (!IsEnabled) return;
        IsEnabled = false;
        foreach (var neighbour in Surroundings.All(neighbours)) Leave(neighbour, "Gnutella was switched off.", turn);
        turn.Wake(GnutellaTimers.Upkeep, -1);
        turn.Wake(GnutellaTimers.Pings, -1);
        Say(turn);
    }

    public void Hear(IReadOnlyList<KnownHost> heard, Turn turn)
    {
        if (heard.Count == 0) return;
        dialling.Hear(heard, turn);
        Upkeep(turn);
    }

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn)
    {
        dialling.Dialled(address, peer, turn);
        (dialled ??= []).Add(peer);
    }

    public void DialFailed(PeerAddress? address, Turn turn)
    {
        dialling.Failed(address, turn);
        Upkeep(turn);
    }

    /// <summary>
    /// True when the peer became a neighbour. A link that somebody else dialled is taken while neighbours are missing; above that its other
    /// end has to ask with a ping, because the link may be there for something else.
    /// </summary>
    public bool Linked(NodeId peer, Hello hello, Turn turn)
    {
        var isOwnDial = dialled?.Remove(peer) == true;
        if (neighbours.Find(peer) is not null) return false;
        var isWanted = IsEnabled && peer != neighbours.Self && !dialling.IsAway(peer, turn) && hello.Capabilities.Contains(GnutellaMachine.Capability);
        var takesMore = !options.DialsHosts || dialling.IsRegained(peer);
        if (isWanted && neighbours.Count < (takesMore ? options.NeighboursMax : options.NeighboursWanted)) return Take(peer, isOwnDial, turn);
        if (isOwnDial) turn.Release(peer, isWanted ? "There are enough neighbours already." : "It does not take part in Gnutella here.");
        if (isOwnDial && !isWanted) dialling.Full(peer, turn);
        Upkeep(turn);
        return false;
    }

    /// <summary>A peer that is no neighbour asks with a ping to be one. True when it became one.</summary>
    public bool Wished(NodeId peer, in Header ping, Turn turn)
    {
        if (IsEnabled && peer != neighbours.Self && !dialling.IsAway(peer, turn) && neighbours.Count < options.NeighboursMax) return Take(peer, isOwnDial: false, turn);
        pongs.Refuse(peer, ping.Id, turn);
        turn.Release(peer, IsEnabled ? $"There are {neighbours.Count} neighbours already." : Reason);
        return false;
    }

    public bool IsNeighbour(Neighbour neighbour) => neighbours.ByNumber(neighbour.Number) == neighbour;

    /// <summary>The neighbour takes no more, or leaves.</summary>
    public void Refused(Neighbour neighbour, Turn turn)
    {
        dialling.Full(neighbour.Node, turn);
        turn.Release(neighbour.Node, "It takes no more neighbours.");
        Remove(neighbour, turn);
    }

    public void Unlinked(NodeId peer, Turn turn)
    {
        dialled?.Remove(peer);
        if (neighbours.Find(peer) is { } neighbour) Remove(neighbour, turn);
    }

    /// <summary>Ends it from this side, with a word.</summary>
    public void Leave(Neighbour neighbour, string reason, Turn turn)
    {
        pongs.Leave(neighbour.Node, turn);
        dialling.Full(neighbour.Node, turn);
        turn.Release(neighbour.Node, reason);
        Remove(neighbour, turn);
    }

    /// <summary>Leaves a neighbour for what it did: for a while it is neither dialled nor taken.</summary>
    public void LeaveForGood(Neighbour neighbour, string reason, Turn turn)
    {
        dialling.KeepAway(neighbour.Node, turn);
        Leave(neighbour, reason, turn);
    }

    public void Upkeep(Turn turn)
    {
        if (IsEnabled) dialling.Upkeep(turn);
    }

    public void LookForLost(Turn turn)
    {
        if (IsEnabled) dialling.LookForLost(turn);
    }

    private bool Take(NodeId peer, bool isOwnDial, Turn turn)
    {
        if (neighbours.IsFull) return false;
        neighbours.Add(peer, isOwnDial, turn.NowMs);
        // The link may be there for something that ends soon: dialling holds the one that is there.
        if (!isOwnDial && options.DialsHosts) turn.Dial(null, peer);
        pongs.Ask(peer, turn);
        Say(turn);
        Upkeep(turn);
        return true;
    }

    private void Remove(Neighbour neighbour, Turn turn)
    {
        neighbours.Remove(neighbour);
        pongs.AskSoon(turn);
        Say(turn);
        Upkeep(turn);
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
