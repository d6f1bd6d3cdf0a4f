using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

internal static class NapsterFormats
{
    private const int QueryBytesMax = 4_000;
    private const int ReasonBytesMax = 512;
    private const int HitsMax = 20;
    private const int PeersMax = 200;

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<Register>(MessageType.Register, "1 library id, 2 version", (writer, register) => WriteVersion(writer, register.LibraryId, register.Version), (ref FieldReader reader) => ReadVersion(ref reader, (id, version) => new Register(id, version))),
        .. RegisterFormats.Rows,
        Row<RegisterCommitted>(MessageType.RegisterCommitted, "1 library id, 2 version", (writer, committed) => WriteVersion(writer, committed.LibraryId, committed.Version), (ref FieldReader reader) => ReadVersion(ref reader, (id, version) => new RegisterCommitted(id, version))),
        Row<RegisterRefused>(MessageType.RegisterRefused, "1 library id, 2 reason", WriteRefused, ReadRefused),
        Row<IndexSearch>(MessageType.IndexSearch, "1 query, 2 contents max", WriteSearch, ReadSearch) with { IsQuery = true },
        Row<IndexHits>(MessageType.IndexHits, "1 hit* (1 content, 2 name*, 3 source*, 4 source count, 5 modified), 2 peer record*, 3 last, 4 complete, 5 refusal, 6 facet* (1 filter, 2 value, 3 contents), 7 near word*", WriteHits, ReadHits),
        Row<IndexSources>(MessageType.IndexSources, "1 content*", (writer, sources) => writer.List(1, sources.Contents, SharedFormats.Write), (ref FieldReader reader) => new IndexSources(ReadContents(ref reader))),
        Row<IndexSourcesFound>(MessageType.IndexSourcesFound, "1 content, 2 source* (1 node, 2 complete), 3 peer record*", WriteSourcesFound, ReadSourcesFound),
        Row<IndexWatch>(MessageType.IndexWatch, "1 content*", (writer, watch) => writer.List(1, watch.Contents, SharedFormats.Write), (ref FieldReader reader) => new IndexWatch(ReadContents(ref reader))),
        Row<IndexUnwatch>(MessageType.IndexUnwatch, "1 content*", (writer, unwatch) => writer.List(1, unwatch.Contents, SharedFormats.Write), (ref FieldReader reader) => new IndexUnwatch(ReadContents(ref reader))),
        Row<IndexPeers>(MessageType.IndexPeers, "1 node*, 2 capability", WritePeers, ReadPeers),
        Row<IndexPeersFound>(MessageType.IndexPeersFound, "1 peer record*", (writer, found) => SharedFormats.WriteSigned(writer, 1, found.Peers), ReadPeersFound),
    ];

    private static void WriteVersion(FieldWriter writer, UInt128 libraryId, long version)
    {
        writer.Id(1, libraryId);
        writer.Number(2, version);
    }

    private static T ReadVersion<T>(ref FieldReader reader, Func<UInt128, long, T> make)
    {
        UInt128 id = default;
        var version = 0L;
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) version = reader.Number();
        }

        return make(id, version);
    }

    private static void WriteRefused(FieldWriter writer, RegisterRefused refused)
    {
        writer.Id(1, refused.LibraryId);
        writer.Text(2, refused.Reason);
    }

    private static RegisterRefused ReadRefused(ref FieldReader reader)
    {
        UInt128 id = default;
        var reason = "";
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) reason = reader.Text(ReasonBytesMax);
        }

        return new RegisterRefused(id, reason);
    }

    private static void WriteSearch(FieldWriter writer, IndexSearch search)
    {
        writer.Text(1, search.Query);
        writer.Number(2, search.ContentsMax);
    }

    private static IndexSearch ReadSearch(ref FieldReader reader)
    {
        var query = "";
        var max = 0L;
        while (reader.Next(out var tag))
        {
            if (tag == 1) query = reader.Text(QueryBytesMax);
            if (tag == 2) max = reader.Number(int.MaxValue);
        }

        return new IndexSearch(query, (int)max);
    }

    private static void WriteHits(FieldWriter writer, IndexHits hits)
    {
        writer.List(1, hits.Hits, SharedFormats.Write);
        SharedFormats.WriteSigned(writer, 2, hits.Peers);
        writer.Flag(3, hits.Last);
        writer.Flag(4, hits.Complete);
        writer.TextIfAny(5, hits.Refusal);
        IndexWordFormats.Write(writer, 6, hits.Facets);
        foreach (var word in hits.NearestWords.Take(NearWords.WordsMax)) writer.Text(7, word);
    }

    private static IndexHits ReadHits(ref FieldReader reader)
    {
        List<Hit>? hits = null;
        List<Signed<PeerRecord>>? peers = null;
        List<string>? words = null;
        var result = new IndexHits([], [], false, false, null);
        while (reader.Next(out var tag))
        {
            if (tag == 1) reader.Add(ref hits, HitsMax, SharedFormats.ReadHit);
            if (tag == 2) SharedFormats.AddSigned(ref reader, ref peers, PeersMax);
            if (tag == 3) result = result with { Last = reader.Flag() };
            if (tag == 4) result = result with { Complete = reader.Flag() };
            if (tag == 5) result = result with { Refusal = reader.Text(ReasonBytesMax) };
            if (tag == 6) result = result with { Facets = IndexWordFormats.Add(ref reader, result.Facets) };
            if (tag == 7) SharedFormats.AddText(ref reader, ref words, NearWords.WordsMax, NearWords.WordBytesMax);
        }

        return result with { Hits = hits ?? [], Peers = peers ?? [], NearestWords = words ?? [] };
    }

    private static List<ContentId> ReadContents(ref FieldReader reader)
    {
        List<ContentId>? contents = null;
        while (reader.Next(out var tag))
            if (tag == 1) reader.Add(ref contents, IndexSources.ContentsMax, SharedFormats.ReadContent);
        return contents ?? [];
    }

    private static void WriteSourcesFound(FieldWriter writer, IndexSourcesFound found)
    {
        writer.Nested(1, found.Content, SharedFormats.Write);
        writer.List(2, found.Sources, SharedFormats.Write);
        SharedFormats.WriteSigned(writer, 3, found.Peers);
    }

    private static IndexSourcesFound ReadSourcesFound(ref FieldReader reader)
    {
        ContentId content = default;
        List<HitSource>? sources = null;
        List<Signed<PeerRecord>>? peers = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(SharedFormats.ReadContent);
            if (tag == 2) reader.Add(ref sources, PeersMax, SharedFormats.ReadSource);
            if (tag == 3) SharedFormats.AddSigned(ref reader, ref peers, PeersMax);
        }

        if (!ContentId.IsSize(content.SizeBytes)) reader.Fail();
        return new IndexSourcesFound(content, sources ?? [], peers ?? []);
    }

    private static void WritePeers(FieldWriter writer, IndexPeers peers)
    {
        foreach (var node in peers.Nodes) writer.Hash(1, node.Value);
        if (peers.Capability is { } capability) writer.Text(2, capability);
    }

    private static IndexPeers ReadPeers(ref FieldReader reader)
    {
        List<NodeId> nodes = [];
        string? capability = null;
        while (reader.Next(out var tag))
        {
            if (tag == 2) capability = reader.Text(RecordCodec.CapabilityBytesMax);
            if (tag != 1) continue;
            if (nodes.Count >= IndexPeers.NodesMax) reader.Fail(DropReason.LimitReached);
            else nodes.Add(new NodeId(reader.Hash()));
            reader.Repeats();
        }

        return new IndexPeers(nodes) { Capability = capability };
    }

    private static IndexPeersFound ReadPeersFound(ref FieldReader reader)
    {
        List<Signed<PeerRecord>>? peers = null;
        while (reader.Next(out var tag))
            if (tag == 1) SharedFormats.AddSigned(ref reader, ref peers, PeersMax);
        return new IndexPeersFound(peers ?? []);
    }
}
