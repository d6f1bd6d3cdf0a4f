using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Pings and pongs between neighbours: how each stands, and whom else it knows.</summary>
internal sealed class Pongs(NeighbourTable neighbours, HopTimes hopTimes, ISharedFiles files, GnutellaOptions options)
{
    /// <summary>Records of peers that are no neighbours, the newest ones.</summary>
    public const int CacheMax = 64;

    /// <summary>Pings that wait for their pong.</summary>
    private const int OpenMax = 64;

    /// <summary>Time from a neighbour that came or went to the next look at all of them, ms: what they know has changed, too.</summary>
    public const int SoonMs = 5_000;

    /// <summary>Addresses of one record that are taken for hosts.</summary>
    private const int AddressesMax = 3;

    /// <summary>Time between two refusals to the same peer, ms: a pong is much larger than its ping.</summary>
    private const long RefusalMs = 5_000;

    /// <summary>Pings of one neighbour that are answered in a second, and at once.</summary>
    private const int PingsPerSecond = 1;

    public const int PingsBurst = 10;

    private Dictionary<NodeId, long>? refused;
    private Dictionary<MessageId, (NodeId Peer, long SentMs)>? open;
    private List<Signed<PeerRecord>>? cache;

    public Signed<PeerRecord>? OwnRecord { get; set; }

    /// <summary>Asks a new neighbour, and all of them soon.</summary>
    public void Ask(NodeId peer, Turn turn)
    {
        if (options.PingMs == 0) return;
        Send(peer, turn);
        AskSoon(turn);
    }

    /// <summary>A neighbour came or went: the others are asked soon whom they know now.</summary>
    public void AskSoon(Turn turn)
    {
        if (options.PingMs > 0 && neighbours.Count > 0) turn.Wake(GnutellaTimers.Pings, Math.Min(SoonMs, options.PingMs));
    }

    public void AskAll(Turn turn)
    {
        open?.Clear();
        foreach (var neighbour in neighbours.All) Send(neighbour.Node, turn);
        if (neighbours.Count > 0) turn.Wake(GnutellaTimers.Pings, options.PingMs);
    }

    private void Send(NodeId peer, Turn turn)
    {
        open ??= [];
        if (open.Count >= OpenMax) open.Clear();
        var id = MessageId.Draw(turn.Dice);
        open.Add(id, (peer, turn.NowMs));
        turn.Send(peer, new Header(id), new GnutellaPing(GnutellaPong.PeersMax));
    }

    public DropReason? Answer(Neighbour from, in Header header, GnutellaPing ping, Turn turn)
    {
        if (!from.Pings.TryTake(turn.NowMs, PingsPerSecond, PingsBurst)) return DropReason.RateExceeded;
        turn.Send(from.Node, new Header(header.Id), Make(from.Node, options.NeighboursMax, Math.Clamp(ping.PeersMax, 0, GnutellaPong.PeersMax), turn) with
        {
            Horizon = Horizons.For(from.Node, neighbours.Self, neighbours),
        });
        return null;
    }

    /// <summary>A pong that takes nobody, with others to try.</summary>
    public void Refuse(NodeId peer, MessageId ping, Turn turn)
    {
        refused ??= [];
        if (refused.GetValueOrDefault(peer, long.MinValue) > turn.NowMs - RefusalMs) return;
        if (refused.Count >= OpenMax) refused.Clear();
        refused[peer] = turn.NowMs;
        turn.Send(peer, new Header(ping), Make(peer, 0, GnutellaPong.PeersMax, turn));
    }

    /// <summary>A pong that nobody asked for and that takes nobody: the end of being neighbours.</summary>
    public void Leave(NodeId peer, Turn turn) => turn.Send(peer, new Header(MessageId.Draw(turn.Dice)), new GnutellaPong(neighbours.Count, 0, files.Count, 0, []));

    /// <summary>What is wrong with a pong of a neighbour; null when it counts.</summary>
    public DropReason? Take(Neighbour from, in Header header, GnutellaPong pong, Turn turn)
    {
        if (pong.Peers.Count > GnutellaPong.PeersMax || pong.NeighboursListed < 0 || pong.NeighboursListed > pong.Peers.Count || !Horizons.IsWellFormed(pong.Horizon.Span)) return DropReason.Malformed;
        if (open is null || !open.TryGetValue(header.Id, out var asked)) return DropReason.Unsolicited;
        if (asked.Peer != from.Node) return DropReason.Unexpected;
        open.Remove(header.Id);
        hopTimes.Measured(turn.NowMs - asked.SentMs, 1);
        from.Degree = Math.Clamp(pong.Neighbours, 0, NeighbourTable.SlotMask);
        from.Files = Math.Max(0, pong.Files);
        from.Horizon = pong.Horizon.IsEmpty ? null : pong.Horizon.ToArray();
        from.Told = [.. pong.Peers.Take(pong.NeighboursListed).Select(peer => peer.Signer).Where(node => node != from.Node)];
        from.Record = pong.Peers.LastOrDefault(peer => peer.Signer == from.Node) ?? from.Record;
        foreach (var peer in pong.Peers) Keep(peer, turn);
        return null;
    }

    /// <summary>The hosts that a pong tells of.</summary>
    public static IReadOnlyList<KnownHost> HostsOf(GnutellaPong pong) =>
        [.. pong.Peers.Where(peer => peer.Value.Reachable != Links.Reachability.No).SelectMany(peer => peer.Value.Addresses.Take(AddressesMax).Select(address => new KnownHost(address, peer.Signer, HostOrigin.Pong)))];

    private void Keep(Signed<PeerRecord> peer, Turn turn)
    {
        if (peer.Signer == neighbours.Self || peer.ExpiresUnixMs < turn.WallUnixMs) return;
        cache ??= [];
        cache.RemoveAll(known => known.Signer == peer.Signer);
        if (cache.Count >= CacheMax) cache.RemoveAt(0);
        cache.Add(peer);
    }

    /// <summary>Neighbours first, then peers of the cache that are drawn, the own record last.</summary>
    private GnutellaPong Make(NodeId asker, int neighboursMax, int peersMax, Turn turn)
    {
        List<Signed<PeerRecord>> peers = [];
        var room = OwnRecord is null ? peersMax : peersMax - 1;
        foreach (var neighbour in neighbours.All)
        {
            if (peers.Count < room && neighbour.Record is { } record && neighbour.Node != asker) peers.Add(record);
        }
        var listed = peers.Count;
        var others = cache?.Where(peer => peer.Signer != asker && neighbours.Find(peer.Signer) is null && peer.ExpiresUnixMs > turn.WallUnixMs).ToList() ?? [];
        while (peers.Count < room && others.Count > 0)
        {
            var drawn = turn.Dice.Below(others.Count);
            peers.Add(others[drawn]);
            others.RemoveAt(drawn);
        }
        if (OwnRecord is not null && peersMax > 0) peers.Add(OwnRecord);
        return new GnutellaPong(neighbours.Count, neighboursMax, files.Count, listed, peers);
    }
}
