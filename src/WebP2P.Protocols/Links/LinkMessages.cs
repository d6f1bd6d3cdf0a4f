using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Links;

public enum Reachability : byte { Unknown, Yes, No }

/// <summary>First frame of both sides, at most 4 KB, within 5 s.</summary>
/// <param name="NetworkId">First 16 bytes of SHA-256(tag, network name).</param>
/// <param name="Capabilities">Overlay and version, e.g. <c>napster/1</c>, <c>index/1</c>, <c>transfer/1</c>.</param>
/// <param name="Observed">The address that the other side's connection came from, as seen here.</param>
/// <param name="Nonce">32 random bytes.</param>
public sealed record Hello(
    int VersionMin,
    int VersionMax,
    UInt128 NetworkId,
    IReadOnlyList<string> Capabilities,
    string Agent,
    string Name,
    IReadOnlyList<PeerAddress> Addresses,
    PeerAddress? Observed,
    Reachability Reachable,
    long ClockUnixMs,
    Bytes32 Nonce) : Message;

/// <summary>In a private network: HMAC-SHA256 with the network key over both nonces and both node ids, the own ones first.</summary>
public sealed record HelloProof(Bytes32 Proof) : Message;

/// <summary>Last frame of a link that is refused or ended: why, and what this side speaks.</summary>
public sealed record Closing(string Reason, int VersionMin, int VersionMax, UInt128 NetworkId) : Message;

public sealed record Ping(long SentMs) : Message;

public sealed record Pong(long SentMs) : Message;

/// <summary>Whether any overlay of the sender holds the link. The dialler starts as holding, the other side as not.</summary>
public sealed record LinkHeld(bool Held) : Message;

/// <summary>The sender's newest peer record, after its addresses changed and after the hello.</summary>
public sealed record PeerRecordChanged(Signed<PeerRecord> Record) : Message;
