using System.Collections.Immutable;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Why the store was asked, kept until it answers.</summary>
internal abstract record Errand;

internal sealed record LookUpErrand(IndexPeer Peer, int Epoch) : Errand;

internal sealed record CompareErrand(IndexPeer Peer, int Epoch, MessageId Id, RegisterDigests Digests) : Errand;

internal sealed record CommitErrand(IndexPeer Peer, int Epoch, MessageId Id, RegisterBatch Batch) : Errand;

internal sealed record FindErrand(IndexPeer Peer, MessageId Id) : Errand;

internal sealed record SuggestErrand(IndexPeer Peer, MessageId Id) : Errand;

internal sealed record SourcesErrand(IndexPeer Peer, MessageId Id, IReadOnlyList<ContentId> Contents) : Errand;

/// <summary>A node came back: which of the watched contents it has, some at a time.</summary>
internal sealed record ReturnErrand(IndexPeer Peer, ImmutableHashSet<NodeId> Alone, IReadOnlyList<ContentId> Watched, int Next) : Errand;

internal sealed record DialBackErrand(IndexPeer Peer, MessageId Id) : Errand;

internal sealed record ForgetErrand : Errand;

/// <summary>Tickets of the index server's questions.</summary>
internal sealed class Errands
{
    private readonly Dictionary<Ticket, Errand> open = [];
    private long tickets;

    public void Ask(Question question, Errand errand, Turn turn)
    {
        var ticket = new Ticket(++tickets);
        open.Add(ticket, errand);
        turn.Ask(ticket, question);
    }

    public Errand? Take(Ticket ticket) => open.Remove(ticket, out var errand) ? errand : null;
}
