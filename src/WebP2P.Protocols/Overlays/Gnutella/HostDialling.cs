using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Dials hosts while neighbours are missing, several at once, and keeps the host cache told of what came of it.</summary>
internal sealed class HostDialling(NeighbourTable neighbours, HostCache hosts, GnutellaOptions options)
{
    /// <summary>Time between two notices of changed hosts, ms.</summary>
    public const int NoticeMs = 10_000;

    private AwayPeers? away;
    private readonly HostWish? wish = options.AsksForHosts ? new HostWish() : null;
    private HostEntry? lost;
    private int underWay;
    private bool isNoticeDue;

    private int Missing => options.NeighboursWanted - neighbours.Count;

    public void Hear(IReadOnlyList<KnownHost> heard, Turn turn)
    {
        foreach (var host in heard) hosts.Hear(host);
        NoticeSoon(turn);
    }

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn)
    {
        if (address is null || hosts.Find(address) is not { } entry) return;
        EndDial(entry);
        if (peer == neighbours.Self) hosts.Forget(entry);
        else hosts.Met(entry, peer, turn);
        NoticeSoon(turn);
    }

    public void Failed(PeerAddress? address, Turn turn)
    {
        if (address is null || hosts.Find(address) is not { } entry) return;
        if (entry == lost) lost = null;
        EndDial(entry);
        hosts.Failed(entry, turn);
        NoticeSoon(turn);
    }

    /// <summary>The peer takes no more neighbours: others are asked first.</summary>
    public void Full(NodeId peer, Turn turn)
    {
        foreach (var entry in hosts.All.Where(entry => entry.Node == peer)) entry.Wait(HostEntry.FullPauseMs, turn);
    }

    /// <summary>Whether it was left for what it did a while ago.</summary>
    public bool IsAway(NodeId peer, Turn turn) => away?.UntilMs(peer) > turn.NowMs;

    public void KeepAway(NodeId peer, Turn turn) => (away ??= new AwayPeers()).Add(peer, turn.NowMs);

    /// <summary>What hosts said before the overlay was switched off does not count any more.</summary>
    public void TryAllAgain(Turn turn)
    {
        foreach (var entry in hosts.All.Where(entry => entry.Node is not { } node || !IsAway(node, turn))) entry.Wait(0, turn);
    }

    /// <summary>A neighbour is there: its host is worth keeping.</summary>
    public void Seen(NodeId peer, Turn turn)
    {
        foreach (var entry in hosts.All.Where(entry => entry.Node == peer)) hosts.Seen(entry, turn);
        NoticeSoon(turn);
    }

    /// <summary>Dials while neighbours are missing; wakes again when the next host is due.</summary>
    public void Upkeep(Turn turn)
    {
        if (!options.DialsHosts || (hosts.Count == 0 && wish is null)) return;
        if (Missing <= 0)
        {
            wish?.Rest();
            return;
        }
        var free = hosts.All.Where(IsFree).ToList();
        if (away is { Count: > 0 }) Postpone(free, away);
        var count = Math.Min(options.DialsMax, 2 * Missing) - underWay;
        if (count > 0) Dial(free.Where(entry => entry.NextDialMs <= turn.NowMs), count, turn);
        var waiting = free.Where(entry => !entry.IsDialling).ToList();
        var dueMs = waiting.Count == 0 ? long.MaxValue : Math.Max(waiting.Min(entry => entry.NextDialMs), turn.NowMs);
        if (wish is not null && dueMs > turn.NowMs) dueMs = Math.Min(dueMs, wish.Ask(turn));
        if (dueMs < long.MaxValue) turn.Wake(GnutellaTimers.Upkeep, Math.Max(options.UpkeepMs, dueMs - turn.NowMs));
    }

    /// <summary>
    /// With neighbours enough, dials one host that could not be reached the last time: parts of a network that were cut off from each other
    /// are whole in themselves, and would never meet again.
    /// </summary>
    public void LookForLost(Turn turn)
    {
        if (!options.DialsHosts || Missing > 0 || neighbours.Count >= Math.Min(options.NeighboursMax, 2 * options.NeighboursWanted) || lost is { IsDialling: true }) return;
        var due = hosts.All.Where(entry => IsFree(entry) && entry.Failures > 0 && entry.NextDialMs <= turn.NowMs && !(entry.Node is { } node && IsAway(node, turn))).ToList();
        Dial(due, 1, turn);
        lost = due.Find(entry => entry.IsDialling);
    }

    /// <summary>Whether the peer is a lost host that was just reached; true once.</summary>
    public bool IsRegained(NodeId peer)
    {
        if (lost is not { IsDialling: false } || lost.Node != peer) return false;
        lost = null;
        return true;
    }

    public void Notice(Turn turn)
    {
        isNoticeDue = false;
        if (hosts.HasNews) turn.Note(hosts.TakeNews());
    }

    private bool IsFree(HostEntry entry) => !entry.IsDialling && (entry.Node is not { } node || neighbours.Find(node) is null);

    private static void Postpone(List<HostEntry> free, AwayPeers away)
    {
        foreach (var entry in free)
        {
            if (entry.Node is { } node) entry.NotBefore(away.UntilMs(node));
        }
    }

    private void Dial(IEnumerable<HostEntry> due, int count, Turn turn)
    {
        var near = hosts.All.Where(entry => entry.Node is { } node && neighbours.Find(node) is not null).Select(entry => entry.Address);
        foreach (var entry in HostChoice.Pick(due, near, count, turn.Dice))
        {
            entry.IsDialling = true;
            underWay++;
            turn.Dial(entry.Address, entry.Node);
        }
    }

    private void EndDial(HostEntry entry)
    {
        if (!entry.IsDialling) return;
        entry.IsDialling = false;
        underWay--;
    }

    private void NoticeSoon(Turn turn)
    {
        if (isNoticeDue || !hosts.HasNews) return;
        isNoticeDue = true;
        turn.Wake(GnutellaTimers.Hosts, NoticeMs);
    }
}
