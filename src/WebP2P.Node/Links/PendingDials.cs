using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Who waits for a dial, and what was asked.</summary>
/// <param name="Origin">Who said that a node is at the address.</param>
internal readonly record struct DialRequest(ILinkUser User, PeerAddress? Address, NodeId? Peer, AddressOrigin Origin);

/// <summary>One dial under way, for all who asked for the same.</summary>
internal sealed class PendingDial(PeerAddress? address, NodeId? peer, AddressOrigin origin)
{
    public PeerAddress? Address { get; } = address;

    public AddressOrigin Origin { get; } = origin;

    /// <summary>Known from the start, or once the handshake showed it.</summary>
    public NodeId? Peer { get; set; } = peer;

    public List<DialRequest> Waiting { get; } = [];
}

/// <summary>Dials under way: the same address or peer is dialled once at a time. The caller locks.</summary>
internal sealed class PendingDials
{
    private readonly List<PendingDial> dials = [];

    /// <summary>Joins a dial under way, or begins one (true).</summary>
    public bool Begin(DialRequest request, out PendingDial dial)
    {
        var known = dials.Find(under => request.Peer is { } peer ? under.Peer == peer : under.Address == request.Address);
        dial = known ?? new PendingDial(request.Address, request.Peer, request.Origin);
        dial.Waiting.Add(request);
        if (known is null) dials.Add(dial);
        return known is null;
    }

    /// <summary>The dial met this peer. False when another dial to it is under way: the waiting went over to that one.</summary>
    public bool Met(PendingDial dial, NodeId peer)
    {
        if (dials.Find(under => under != dial && under.Peer == peer) is { } other)
        {
            other.Waiting.AddRange(dial.Waiting);
            dials.Remove(dial);
            return false;
        }

        dial.Peer = peer;
        return true;
    }

    /// <summary>Ends the dial; those who wait are the caller's now.</summary>
    public IReadOnlyList<DialRequest> End(PendingDial dial)
    {
        dials.Remove(dial);
        return [.. dial.Waiting];
    }

    public void Forget(ILinkUser user, NodeId peer)
    {
        foreach (var dial in dials.Where(under => under.Peer == peer)) dial.Waiting.RemoveAll(request => request.User == user);
    }
}
