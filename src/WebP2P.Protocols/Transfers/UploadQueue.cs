using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Who may copy from this node now. A slot belongs to a peer; peers without one wait in a ring. A peer that wants more while others wait
/// goes to the end of the ring, so nobody keeps a slot by wanting one thing after another.
/// </summary>
/// <param name="slots">Peers at the same time.</param>
public sealed class UploadQueue(int slots)
{
    /// <summary>A slot, and a place in the queue, outlive the link this long.</summary>
    public const long UnlinkedKeepsMs = 45_000;

    /// <summary>A slot that is not used while others wait passes on after this long.</summary>
    public const long IdleMs = 60_000;

    public const int PeersMax = 1_000;

    public const int WishesOfPeerMax = 100;

    private const long FirstEstimateMs = 60_000;

    private readonly Dictionary<NodeId, UploadPeer> peers = [];
    private readonly List<UploadPeer> ring = [];
    private readonly UploadRefusals refusals = new();
    private long typicalMs = FirstEstimateMs;

    public int Slots { get; private set; } = slots;

    public int SlotsUsed { get; private set; }

    /// <summary>Peers that wait.</summary>
    public int Waiting => ring.Count;

    public IEnumerable<UploadWish> Wishes => peers.Values.SelectMany(peer => peer.Wishes);

    /// <summary>More count at once; with fewer, peers that have a slot keep it until they are done.</summary>
    public void Allow(int slotsNow, TransferTurn turn)
    {
        if (slotsNow == Slots) return;
        Slots = slotsNow;
        Settle(turn);
    }

    /// <summary>Answered at once by <see cref="Granted"/>, <see cref="Queued"/> or <see cref="WantRefused"/>. The same wish again keeps its place and ticket.</summary>
    public void Want(NodeId from, ContentId content, TransferTurn turn)
    {
        if (Refusal(from, content, turn.NowMs) is { } reason)
        {
            turn.Send(from, new WantRefused(content, reason));
            return;
        }
        if (!peers.TryGetValue(from, out var peer))
        {
            if (peers.Count >= PeersMax)
            {
                turn.Send(from, new WantRefused(content, "Too many wait here."));
                return;
            }
            peers.Add(from, peer = new UploadPeer(from));
        }
        peer.UnlinkedMs = null;
        peer.UsedMs = turn.NowMs;
        if (peer.Wishes.Find(wish => wish.Content == content) is { } known) Repeat(known, turn);
        else Add(peer, content, turn);
        Settle(turn);
    }

    public void Unwant(NodeId from, ContentId content, TransferTurn turn)
    {
        if (!peers.TryGetValue(from, out var peer) || peer.Wishes.Find(wish => wish.Content == content) is not { } wish) return;
        Finish(peer, wish, turn.NowMs);
        Settle(turn);
    }

    /// <summary>The owner ended it: the peer loses its place, and gets no other for a while.</summary>
    public void End(NodeId peer, ContentId content, TransferTurn turn)
    {
        refusals.Ended(peer, content, turn.NowMs);
        if (!peers.TryGetValue(peer, out var found) || !found.Wishes.Exists(wish => wish.Content == content)) return;
        turn.Send(peer, new WantRefused(content, UploadRefusals.EndedReason));
        Unwant(peer, content, turn);
    }

    /// <summary>The peer gets nothing from now on. False when the list is full.</summary>
    public bool TryShutOut(NodeId peer, TransferTurn turn)
    {
        if (!refusals.TryAdd(peer)) return false;
        if (!peers.TryGetValue(peer, out var found)) return true;
        foreach (var wish in found.Wishes) turn.Send(peer, new WantRefused(wish.Content, UploadRefusals.NoUploadsReason));
        Remove(found);
        Settle(turn);
        return true;
    }

    /// <summary>Why the owner lets the peer have nothing of it now; null when it may ask.</summary>
    public string? Refusal(NodeId peer, ContentId content, long nowMs) => refusals.Reason(peer, content, nowMs);

    public void LetIn(NodeId peer) => refusals.Remove(peer);

    /// <summary>How long a peer without a slot will likely wait, in ms.</summary>
    public long EstimateMs(NodeId peer)
    {
        var place = peers.TryGetValue(peer, out var found) && found.HasSlot ? 0 : found is null ? ring.Count : ring.IndexOf(found);
        return (place + 1) * typicalMs / Slots;
    }

    public void Linked(NodeId peer, TransferTurn turn)
    {
        if (!peers.TryGetValue(peer, out var found)) return;
        found.UnlinkedMs = null;
        Settle(turn);
    }

    public void Unlinked(NodeId peer, TransferTurn turn)
    {
        if (!peers.TryGetValue(peer, out var found)) return;
        found.UnlinkedMs ??= turn.NowMs;
        Settle(turn);
    }

    /// <summary>A request of the peer is being answered, which may take longer than a slot stays unused.</summary>
    public void Used(NodeId peer, long nowMs)
    {
        if (peers.TryGetValue(peer, out var found)) found.UsedMs = nowMs;
    }

    /// <summary>Whether a request may be served now; counts as a sign that the slot is used.</summary>
    public bool May(NodeId peer, ContentId content, UInt128 ticket, long nowMs)
    {
        if (!peers.TryGetValue(peer, out var found) || !found.HasSlot) return false;
        if (!found.Wishes.Exists(wish => wish.Content == content && wish.Ticket == ticket)) return false;
        found.UsedMs = nowMs;
        return true;
    }

    public void Elapsed(TransferTurn turn)
    {
        foreach (var peer in peers.Values.Where(peer => peer.UnlinkedMs + UnlinkedKeepsMs <= turn.NowMs).ToList()) Remove(peer);
        foreach (var peer in peers.Values.Where(peer => peer.HasSlot && ring.Count > 0 && peer.UsedMs + IdleMs <= turn.NowMs).ToList()) Demote(peer);
        Settle(turn);
    }

    private static void Repeat(UploadWish wish, TransferTurn turn)
    {
        if (wish.Ticket is { } ticket) turn.Send(wish.Peer, new Granted(wish.Content, ticket));
        else wish.Position = 0;
    }

    private void Add(UploadPeer peer, ContentId content, TransferTurn turn)
    {
        if (peer.Wishes.Count >= WishesOfPeerMax)
        {
            turn.Send(peer.Id, new WantRefused(content, "You want too many contents at once."));
            return;
        }
        var wish = new UploadWish(peer.Id, content);
        peer.Wishes.Add(wish);
        if (peer.HasSlot && ring.Count == 0) Grant(wish, turn);
        else if (!peer.HasSlot && !ring.Contains(peer)) ring.Add(peer);
    }

    private static void Grant(UploadWish wish, TransferTurn turn)
    {
        wish.Ticket = new UInt128(turn.Dice.NextUInt64(), turn.Dice.NextUInt64());
        wish.GrantedMs = turn.NowMs;
        wish.Position = 0;
        turn.Send(wish.Peer, new Granted(wish.Content, wish.Ticket.Value));
    }

    private void Finish(UploadPeer peer, UploadWish wish, long nowMs)
    {
        peer.Wishes.Remove(wish);
        if (wish.Ticket is not null) typicalMs = (3 * typicalMs + (nowMs - wish.GrantedMs)) / 4;
        if (peer.Wishes.Count == 0) Remove(peer);
        else if (peer.HasSlot && !peer.IsGranted) Demote(peer);
    }

    private void Demote(UploadPeer peer)
    {
        peer.HasSlot = false;
        SlotsUsed--;
        foreach (var wish in peer.Wishes) wish.Ticket = null;
        ring.Add(peer);
    }

    private void Remove(UploadPeer peer)
    {
        peers.Remove(peer.Id);
        ring.Remove(peer);
        if (peer.HasSlot) SlotsUsed--;
    }

    /// <summary>Free slots go to those who wait longest and can hear of it; whoever's place changed is told.</summary>
    private void Settle(TransferTurn turn)
    {
        while (SlotsUsed < Slots && ring.Find(peer => peer.UnlinkedMs is null) is { } next)
        {
            ring.Remove(next);
            (next.HasSlot, next.UsedMs) = (true, turn.NowMs);
            SlotsUsed++;
            foreach (var wish in next.Wishes) Grant(wish, turn);
        }
        TellPlaces(turn);
        if (peers.Count > 0) turn.Wake(NextWakeMs(turn.NowMs));
    }

    private void TellPlaces(TransferTurn turn)
    {
        for (var place = 1; place <= ring.Count; place++)
        {
            foreach (var wish in ring[place - 1].Wishes.Where(wish => wish.Position != place)) Tell(wish, place, turn);
        }
        foreach (var peer in peers.Values.Where(peer => peer.HasSlot))
        {
            foreach (var wish in peer.Wishes.Where(wish => wish.Ticket is null && wish.Position != ring.Count + 1)) Tell(wish, ring.Count + 1, turn);
        }
    }

    private void Tell(UploadWish wish, int place, TransferTurn turn)
    {
        wish.Position = place;
        turn.Send(wish.Peer, new Queued(wish.Content, place, place * typicalMs / Slots));
    }

    private long NextWakeMs(long nowMs)
    {
        var next = IdleMs;
        foreach (var peer in peers.Values)
        {
            if (peer.UnlinkedMs is { } unlinkedMs) next = Math.Min(next, unlinkedMs + UnlinkedKeepsMs - nowMs);
            if (peer.HasSlot && ring.Count > 0) next = Math.Min(next, peer.UsedMs + IdleMs - nowMs);
        }
        return Math.Max(next, 1);
    }
}
