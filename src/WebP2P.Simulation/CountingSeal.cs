using System.Buffers.Binary;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation;

/// <summary>Signs by counting: an envelope is a number, and opens to the record that was sealed under it.</summary>
public sealed class CountingSeal : IRecordSeal
{
    private const long LifeMs = 48L * 3_600_000;

    private readonly Dictionary<long, Record> sealedRecords = [];
    private readonly Dictionary<long, (NodeId Signer, long ExpiresUnixMs)> facts = [];

    /// <summary>Records sealed so far.</summary>
    public int Count => sealedRecords.Count;

    public Signed<T> Seal<T>(NodeId signer, T value, long wallUnixMs)
        where T : Record
    {
        var number = sealedRecords.Count + 1L;
        sealedRecords.Add(number, value);
        facts.Add(number, (signer, wallUnixMs + LifeMs));
        return Open(number, value);
    }

    /// <inheritdoc />
    public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        signed = null;
        if (envelope.Length != sizeof(long)) return false;
        var number = BinaryPrimitives.ReadInt64BigEndian(envelope.Span);
        if (!sealedRecords.TryGetValue(number, out var record) || record is not T value) return false;
        signed = Open(number, value);
        return true;
    }

    private Signed<T> Open<T>(long number, T value)
        where T : Record
    {
        var envelope = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(envelope, number);
        return new Signed<T>(facts[number].Signer, number, facts[number].ExpiresUnixMs, value, envelope);
    }
}
