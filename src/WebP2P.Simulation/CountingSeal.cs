using System.Buffers.Binary;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation;

/// <summary>
/// Signs by counting: an envelope is a number, and opens to the record that was sealed under it. The newest peer record of each signer
/// stays; of everything else only what was sealed lately, as answers are opened soon or never.
/// </summary>
public sealed class CountingSeal : IRecordSeal
{
    /// <summary>Records of one of the two generations; with the third the first is forgotten.</summary>
    public const int GenerationRecords = 65_536;

    private const long LifeMs = 48L * 3_600_000;

    private readonly record struct Sealed(NodeId Signer, long ExpiresUnixMs, Record Record);

    private readonly Dictionary<NodeId, long> peerRecords = [];
    private readonly Dictionary<long, Sealed> lasting = [];
    private Dictionary<long, Sealed> newer = [];
    private Dictionary<long, Sealed> older = [];
    private long sealedCount;

    /// <summary>Records sealed so far.</summary>
    public long Count => sealedCount;

    /// <summary>Records that can be opened now.</summary>
    public int Kept => lasting.Count + newer.Count + older.Count;

    public Signed<T> Seal<T>(NodeId signer, T value, long wallUnixMs)
        where T : Record
    {
        var (number, entry) = (++sealedCount, new Sealed(signer, wallUnixMs + LifeMs, value));
        if (value is PeerRecord) KeepNewest(number, entry);
        else KeepAWhile(number, entry);
        return Open(number, entry, value);
    }

    /// <inheritdoc />
    public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        signed = null;
        if (envelope.Length != sizeof(long)) return false;
        var number = BinaryPrimitives.ReadInt64BigEndian(envelope.Span);
        if (!newer.TryGetValue(number, out var entry) && !older.TryGetValue(number, out entry) && !lasting.TryGetValue(number, out entry)) return false;
        if (entry.Record is not T value) return false;
        signed = Open(number, entry, value);
        return true;
    }

    private void KeepNewest(long number, Sealed entry)
    {
        if (peerRecords.TryGetValue(entry.Signer, out var before)) lasting.Remove(before);
        peerRecords[entry.Signer] = number;
        lasting.Add(number, entry);
    }

    private void KeepAWhile(long number, Sealed entry)
    {
        if (newer.Count == GenerationRecords)
        {
            (newer, older) = (older, newer);
            newer.Clear();
        }
        newer.Add(number, entry);
    }

    private static Signed<T> Open<T>(long number, Sealed entry, T value)
        where T : Record
    {
        var envelope = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(envelope, number);
        return new Signed<T>(entry.Signer, number, entry.ExpiresUnixMs, value, envelope);
    }
}
