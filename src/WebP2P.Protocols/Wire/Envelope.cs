using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Wire;

/// <summary>
/// The signed form of a record: kind, network, signer, sequence, issued, expiry, body, SPKI, signature. The signature (ES256, 64 bytes)
/// covers every byte before its own field.
/// </summary>
public sealed record Envelope(RecordKind Kind, UInt128 NetworkId, NodeId Signer, long Sequence, long IssuedUnixMs, long ExpiresUnixMs)
{
    /// <summary>Largest envelope, in bytes.</summary>
    public const int BytesMax = 2_048;

    /// <summary>Largest envelope of hits, in bytes: it fits a frame together with the record of its holder.</summary>
    public const int HitsBytesMax = 48 * 1024;

    /// <summary>A P-256 public key as SubjectPublicKeyInfo has exactly so many bytes.</summary>
    public const int SpkiBytes = 91;

    public const int SignatureBytes = 64;

    /// <summary>48 hours.</summary>
    public const long LifetimeMsMax = 48L * 3600 * 1000;

    public ReadOnlyMemory<byte> Body { get; init; }

    public ReadOnlyMemory<byte> Spki { get; init; }

    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The bytes that the signature covers.</summary>
    public ReadOnlyMemory<byte> SignedBytes { get; init; }

    /// <summary>The bytes to sign.</summary>
    public byte[] ToSignedBytes()
    {
        var writer = new FieldWriter();
        WriteUnsigned(writer);
        return writer.Written.ToArray();
    }

    /// <summary>The whole envelope, as it travels.</summary>
    public byte[] ToBytes(ReadOnlySpan<byte> signature)
    {
        var writer = new FieldWriter();
        WriteUnsigned(writer);
        writer.Bytes(9, signature);
        return writer.Written.ToArray();
    }

    /// <summary>Takes the parts from bytes. Checks the form only: signature, network and time are the seal's business.</summary>
    public static Envelope? TryParse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > HitsBytesMax) return null;
        var reader = new FieldReader(bytes, NoSeal.Instance);
        var parts = default(Parts);
        while (reader.Next(out var tag)) parts.Read(ref reader, tag);
        if (parts.Kind != RecordKind.Hits && bytes.Length > BytesMax) return null;
        if (reader.Failure is not null || parts.Spki.Length != SpkiBytes || parts.Signature.Length != SignatureBytes) return null;
        if (parts.ExpiresUnixMs - parts.IssuedUnixMs is < 0 or > LifetimeMsMax) return null;
        return new Envelope(parts.Kind, parts.NetworkId, parts.Signer, parts.Sequence, parts.IssuedUnixMs, parts.ExpiresUnixMs)
        {
            Body = parts.Body,
            Spki = parts.Spki,
            Signature = parts.Signature,
            SignedBytes = bytes[..^(SignatureBytes + 2)],
        };
    }

    private struct Parts
    {
        public RecordKind Kind;
        public UInt128 NetworkId;
        public NodeId Signer;
        public long Sequence, IssuedUnixMs, ExpiresUnixMs;
        public ReadOnlyMemory<byte> Body, Spki, Signature;

        public void Read(ref FieldReader reader, int tag)
        {
            switch (tag)
            {
                case 1: Kind = (RecordKind)reader.Number(byte.MaxValue); break;
                case 2: NetworkId = reader.Id(); break;
                case 3: Signer = new NodeId(reader.Hash()); break;
                case 4: Sequence = reader.Number(); break;
                case 5: IssuedUnixMs = reader.Number(); break;
                case 6: ExpiresUnixMs = reader.Number(); break;
                case 7: Body = reader.Bytes(HitsBytesMax); break;
                case 8: Spki = reader.Bytes(SpkiBytes); break;
                case 9: Signature = reader.Bytes(SignatureBytes); break;
                // The signature must be the last field, else it would not cover what follows.
                default: reader.Fail(DropReason.Malformed); break;
            }
        }
    }

    private void WriteUnsigned(FieldWriter writer)
    {
        writer.Number(1, (long)Kind);
        writer.Id(2, NetworkId);
        writer.Hash(3, Signer.Value);
        writer.Number(4, Sequence);
        writer.Number(5, IssuedUnixMs);
        writer.Number(6, ExpiresUnixMs);
        writer.Bytes(7, Body.Span);
        writer.Bytes(8, Spki.Span);
    }
}

/// <summary>Opens nothing: for bodies that carry no records.</summary>
public sealed class NoSeal : IRecordSeal
{
    public static NoSeal Instance { get; } = new();

    public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        signed = null;
        return false;
    }
}
