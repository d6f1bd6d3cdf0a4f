using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Transfers;

/// <summary>"I want this content; I have these pieces of it." Opens the control channel of one transfer.</summary>
/// <param name="Provider">That the asker has part of it, signed, so that the asked node may tell others; null when it has nothing to give.</param>
public sealed record Want(ContentId Content, Signed<ProviderRecord>? Provider, Signed<PeerRecord>? Peer) : Message;

/// <summary>Which pieces the sender has: MSB first, one bit a piece.</summary>
public sealed record Have(ContentId Content, ReadOnlyMemory<byte> Bitfield) : Message
{
    public bool Equals(Have? other) => other is not null && Content == other.Content && Bitfield.Span.SequenceEqual(other.Bitfield.Span);

    public override int GetHashCode() => Content.GetHashCode();
}

public readonly record struct PieceRun(int First, int Count);

/// <summary>Pieces that the sender got since; at most 2 of these a second.</summary>
public sealed record HaveMore(ContentId Content, IReadOnlyList<PieceRun> Runs) : Message;

/// <summary>No slot yet.</summary>
/// <param name="Position">1 is next.</param>
public sealed record Queued(ContentId Content, int Position, long EstimateMs) : Message;

/// <summary>A slot: requests that carry the ticket are served.</summary>
public sealed record Granted(ContentId Content, UInt128 Ticket) : Message;

/// <summary>Others who have (part of) the content, as they signed it.</summary>
public sealed record TransferSources(ContentId Content, IReadOnlyList<Signed<ProviderRecord>> Providers, IReadOnlyList<Signed<PeerRecord>> Peers) : Message
{
    public const int ProvidersMax = 20;
}

/// <summary>The asker is done or gives up: its slot is free.</summary>
public sealed record Unwant(ContentId Content) : Message;

/// <summary>The asked node does not offer the content, or refuses the asker.</summary>
public sealed record WantRefused(ContentId Content, string Reason) : Message;
