using System.Collections.Concurrent;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

internal enum Admission { Added, Replaced, Duplicate, Full }

/// <summary>One link for each peer. Changes have one caller at a time; reading is free.</summary>
internal sealed class LinkTable(NodeId self, int linksMax)
{
    private readonly ConcurrentDictionary<NodeId, Link> links = new();

    public int Count => links.Count;

    public IEnumerable<Link> All => links.Values;

    public Link? Find(NodeId peer) => links.GetValueOrDefault(peer);

    /// <summary>Takes a connection that has said hello. Of two between a pair the one dialled by the lower id stays, on both sides alike.</summary>
    /// <param name="loser">The connection that does not stay; the caller ends it.</param>
    public Admission Admit(LinkWire wire, out Link? link, out LinkWire? loser)
    {
        loser = null;
        link = Find(wire.Peer);
        if (link is null) return Add(wire, out link);
        var stays = NewStays(self, wire.Peer, link.Wire.IsDialled, wire.IsDialled);
        loser = stays ? link.Wire : wire;
        if (!stays) return Admission.Duplicate;
        link.Wire = wire;
        return Admission.Replaced;
    }

    public void Remove(Link link) => links.TryRemove(KeyValuePair.Create(link.Peer, link));

    /// <summary>A peer that dials again has lost its old connection, so of two in the same direction the new one stays.</summary>
    public static bool NewStays(NodeId self, NodeId peer, bool isOldDialled, bool isNewDialled) =>
        isOldDialled == isNewDialled || isNewDialled == self < peer;

    private Admission Add(LinkWire wire, out Link? link)
    {
        link = null;
        if (links.Count >= linksMax) return Admission.Full;
        link = new Link(wire);
        links[wire.Peer] = link;
        return Admission.Added;
    }
}
