using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Protocols.Wire;

/// <summary>What a signed body is; part of what is signed, so that one record never passes for another.</summary>
public enum RecordKind : byte { None = 0, Peer = 1, Provider = 2, Hits = 3 }

/// <summary>Record bodies to bytes and back.</summary>
public static class RecordCodec
{
    public const int NameBytesMax = 64;
    public const int CapabilitiesMax = 16;
    public const int CapabilityBytesMax = 32;

    public static RecordKind KindOf<T>()
        where T : Record => typeof(T) == typeof(PeerRecord) ? RecordKind.Peer
        : typeof(T) == typeof(ProviderRecord) ? RecordKind.Provider
        : typeof(T) == typeof(QueryHits) ? RecordKind.Hits : RecordKind.None;

    public static byte[] Encode(Record record)
    {
        var writer = new FieldWriter();
        switch (record)
        {
            case PeerRecord peer:
                writer.Text(1, peer.Name);
                writer.List(2, peer.Addresses, SharedFormats.Write);
                foreach (var capability in peer.Capabilities) writer.Text(3, capability);
                if (peer.Reachable != Reachability.Unknown) writer.Number(4, (long)peer.Reachable);
                break;
            case ProviderRecord provider:
                writer.Nested(1, provider.Content, SharedFormats.Write);
                writer.Flag(2, provider.Complete);
                break;
            case QueryHits hits: HitsRecord.Write(writer, hits); break;
            default: throw new ArgumentException("Not a record with a wire form.", nameof(record));
        }

        return writer.Written.ToArray();
    }

    /// <summary>Null when the bytes are not a well-formed record of this kind.</summary>
    public static T? TryDecode<T>(ReadOnlyMemory<byte> body)
        where T : Record
    {
        var reader = new FieldReader(body, NoSeal.Instance);
        Record? record = KindOf<T>() switch
        {
            RecordKind.Peer => ReadPeer(ref reader),
            RecordKind.Provider => ReadProvider(ref reader),
            RecordKind.Hits => HitsRecord.Read(ref reader),
            _ => null,
        };
        return reader.Failure is null ? record as T : null;
    }

    private static PeerRecord ReadPeer(ref FieldReader reader)
    {
        string name = "";
        var reachable = 0L;
        List<PeerAddress>? addresses = null;
        List<string>? capabilities = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) name = reader.Text(NameBytesMax);
            if (tag == 2) reader.Add(ref addresses, PeerRecord.AddressesMax, SharedFormats.ReadAddress);
            if (tag == 3) SharedFormats.AddText(ref reader, ref capabilities, CapabilitiesMax, CapabilityBytesMax);
            if (tag == 4) reachable = reader.Number((long)Reachability.No);
        }

        return new PeerRecord(name, addresses ?? [], capabilities ?? []) { Reachable = (Reachability)reachable };
    }

    private static ProviderRecord ReadProvider(ref FieldReader reader)
    {
        ContentId content = default;
        var complete = false;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(SharedFormats.ReadContent);
            if (tag == 2) complete = reader.Flag();
        }

        if (!ContentId.IsSize(content.SizeBytes)) reader.Fail();
        return new ProviderRecord(content, complete);
    }
}
