using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Seal these hits as the own node's.</summary>
public sealed record SealHitsQuestion(QueryHits Hits) : Question;

public sealed record SealedHits(ReadOnlyMemory<byte> Envelope) : Answer;

/// <summary>Open hits that came for the own query.</summary>
public sealed record OpenHitsQuestion(ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte> Holder) : Question;

/// <param name="Hits">Null when the envelope does not open.</param>
/// <param name="Holder">Null when there is none, when it does not open, or when another node signed it.</param>
public sealed record OpenedHits(Signed<QueryHits>? Hits, Signed<PeerRecord>? Holder) : Answer;
