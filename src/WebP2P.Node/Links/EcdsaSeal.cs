using System.Security.Cryptography;
using WebP2P.Node.Identity;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>Opens signed records of other nodes: form, network, expiry, signer, signature; checks are budgeted.</summary>
internal sealed class EcdsaSeal(NetworkName network, DropCounters drops, TimeProvider time, LinkOptions options, IPeerDirectory directory) : IRecordSeal
{
    private const int KeysMax = 1_024;

    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, ECDsa> keys = [];
    private readonly Queue<NodeId> keysInOrder = new();
    private long second;
    private int checksThisSecond;

    public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        if (TryKnown(envelope, out signed)) return true;
        if (Envelope.TryParse(envelope) is not { } parsed || parsed.Kind != RecordCodec.KindOf<T>()) return Dropped(DropReason.Malformed);
        if (parsed.NetworkId != network.Id) return Dropped(DropReason.WrongNetwork);
        if (parsed.ExpiresUnixMs <= time.GetUtcNow().ToUnixTimeMilliseconds()) return Dropped(DropReason.Expired);
        if (!NodeIdentity.TryNodeId(parsed.Spki.Span, out var signer) || signer != parsed.Signer) return Dropped(DropReason.WrongIdentity);
        if (!IsWithinBudget()) return Dropped(DropReason.RateExceeded);
        if (!IsSigned(parsed)) return Dropped(DropReason.BadSignature);
        if (RecordCodec.TryDecode<T>(parsed.Body) is not { } value) return Dropped(DropReason.Malformed);
        signed = new Signed<T>(signer, parsed.Sequence, parsed.ExpiresUnixMs, value, envelope);
        return true;
    }

    /// <summary>A peer record that is known byte for byte was checked before.</summary>
    public bool TryKnown<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        signed = null;
        if (typeof(T) != typeof(PeerRecord) || Envelope.TryParse(envelope) is not { } parsed) return false;
        if (directory.Find(parsed.Signer) is not { } known || !known.Envelope.Span.SequenceEqual(envelope.Span)) return false;
        if (known.ExpiresUnixMs <= time.GetUtcNow().ToUnixTimeMilliseconds()) return false;
        signed = known as Signed<T>;
        return signed is not null;
    }

    private bool Dropped(DropReason reason)
    {
        drops.Count(reason);
        return false;
    }

    private bool IsWithinBudget()
    {
        lock (gate)
        {
            var now = Environment.TickCount64 / 1000;
            if (now != second) (second, checksThisSecond) = (now, 0);
            return ++checksThisSecond <= options.SignatureChecksPerSecond;
        }
    }

    private bool IsSigned(Envelope parsed)
    {
        try
        {
            lock (gate) return KeyOf(parsed).VerifyData(parsed.SignedBytes.Span, parsed.Signature.Span, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return false;
        }
    }

    private ECDsa KeyOf(Envelope parsed)
    {
        if (keys.TryGetValue(parsed.Signer, out var known)) return known;
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(parsed.Spki.Span, out _);
        if (keys.Count >= KeysMax && keys.Remove(keysInOrder.Dequeue(), out var oldest)) oldest.Dispose();
        keys[parsed.Signer] = key;
        keysInOrder.Enqueue(parsed.Signer);
        return key;
    }
}
