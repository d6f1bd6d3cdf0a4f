using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Identity;

/// <summary>What a third party may carry, together with the proof of who said it.</summary>
public abstract record Record;

/// <summary>Where a node can be reached and what it can do; at most 8 addresses.</summary>
public sealed record PeerRecord(string Name, IReadOnlyList<PeerAddress> Addresses, IReadOnlyList<string> Capabilities) : Record
{
    public const int AddressesMax = 8;

    /// <summary>Whether others can dial this node; one that cannot be dialled is asked to call back.</summary>
    public Reachability Reachable { get; init; }
}

/// <summary>That the signer has (part of) a content. No address: an address is found by the peer record.</summary>
public sealed record ProviderRecord(Content.ContentId Content, bool Complete) : Record;

/// <summary>
/// A record that was checked when it came in: valid by construction for whoever holds it. <see cref="Envelope"/> are the exact signed bytes
/// that are handed on unchanged. The codec makes one only through an <see cref="IRecordSeal"/>.
/// </summary>
/// <param name="Sequence">max(last + 1, Unix ms); the higher one of a signer replaces the lower.</param>
/// <param name="ExpiresUnixMs">At most 48 h after it was issued.</param>
public sealed record Signed<T>(NodeId Signer, long Sequence, long ExpiresUnixMs, T Value, ReadOnlyMemory<byte> Envelope)
    where T : Record
{
    public bool Equals(Signed<T>? other) => other is not null && Signer == other.Signer && Sequence == other.Sequence && Envelope.Span.SequenceEqual(other.Envelope.Span);

    public override int GetHashCode() => HashCode.Combine(Signer, Sequence);
}

/// <summary>Opens envelopes at the edge: signature (ES256), network, expiry. The simulator's counts instead of signing.</summary>
public interface IRecordSeal
{
    /// <summary>False when the envelope is malformed, forged, expired, of another network, or of another kind of record.</summary>
    bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record;
}
