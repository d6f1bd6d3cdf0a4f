using WebP2P.Node.Identity;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>Signs what this node says to third parties.</summary>
public sealed class RecordSigner(NodeIdentity identity, NetworkName network, TimeProvider time)
{
    private readonly Lock gate = new();
    private long lastSequence;

    public NodeId Self => identity.Id;

    public long NowUnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Later records have higher numbers than this one, also when the clock was set back.</summary>
    public void Continue(long sequence)
    {
        lock (gate) lastSequence = Math.Max(lastSequence, sequence);
    }

    /// <summary>Sequence = max(last + 1, Unix ms); valid for 48 h.</summary>
    public Signed<T> Sign<T>(T record)
        where T : Record
    {
        var nowMs = NowUnixMs;
        var envelope = new Envelope(RecordCodec.KindOf<T>(), network.Id, identity.Id, Next(nowMs), nowMs, nowMs + Envelope.LifetimeMsMax)
        {
            Body = RecordCodec.Encode(record),
            Spki = identity.Spki,
        };
        var bytes = envelope.ToBytes(identity.Sign(envelope.ToSignedBytes()));
        return new Signed<T>(identity.Id, envelope.Sequence, envelope.ExpiresUnixMs, record, bytes);
    }

    private long Next(long nowMs)
    {
        lock (gate) return lastSequence = Math.Max(lastSequence + 1, nowMs);
    }
}
