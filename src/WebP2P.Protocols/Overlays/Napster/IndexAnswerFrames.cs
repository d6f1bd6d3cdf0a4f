using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Cuts answers into messages that fit a frame each.</summary>
internal static class IndexAnswerFrames
{
    public const int HitsPerFrameMax = 10;

    /// <summary>The record of a source goes along once in an answer, with the first hit that names it.</summary>
    public static IEnumerable<IndexHits> Hits(IEnumerable<Hit> hits, FindAnswer found, Func<NodeId, Signed<PeerRecord>?> recordOf)
    {
        List<Hit> part = [];
        List<Signed<PeerRecord>> records = [];
        HashSet<NodeId> told = [];
        var bytes = 0;
        foreach (var hit in hits.Select(Shortened))
        {
            var added = hit.Sources.Where(source => told.Add(source.Node)).Select(source => recordOf(source.Node)).OfType<Signed<PeerRecord>>().ToList();
            var more = FrameSize.Of(hit) + added.Sum(FrameSize.Of);
            if (part.Count > 0 && (part.Count == HitsPerFrameMax || bytes + more > FrameSize.BytesMax))
            {
                yield return new IndexHits(part, records, Last: false, Complete: false, Refusal: null);
                (part, records, bytes) = ([], [], 0);
            }
            part.Add(hit);
            records.AddRange(added);
            bytes += more;
        }
        // Facets and words are bounded, and small enough for the room that every frame keeps free.
        yield return new IndexHits(part, records, Last: true, found.Complete, Refusal: null) { Facets = found.Facets, NearestWords = found.NearestWords };
    }

    /// <summary>As many sources as fit, with their records.</summary>
    public static IndexSourcesFound Sources(ContentId content, IEnumerable<HitSource> sources, Func<NodeId, Signed<PeerRecord>?> recordOf)
    {
        List<HitSource> part = [];
        List<Signed<PeerRecord>> records = [];
        var bytes = 0;
        foreach (var source in sources)
        {
            var record = recordOf(source.Node);
            bytes += FrameSize.Of(source) + FrameSize.Of(record);
            if (bytes > FrameSize.BytesMax) break;
            part.Add(source);
            if (record is not null) records.Add(record);
        }
        return new IndexSourcesFound(content, part, records);
    }

    public static IEnumerable<IndexPeersFound> Peers(IEnumerable<Signed<PeerRecord>> all)
    {
        List<Signed<PeerRecord>> part = [];
        var bytes = 0;
        foreach (var record in all)
        {
            if (bytes + FrameSize.Of(record) > FrameSize.BytesMax)
            {
                yield return new IndexPeersFound(part);
                (part, bytes) = ([], 0);
            }
            part.Add(record);
            bytes += FrameSize.Of(record);
        }
        yield return new IndexPeersFound(part);
    }

    private static Hit Shortened(Hit hit) =>
        hit.Sources.Count <= Hit.SourcesMax && hit.Names.Count <= Hit.NamesMax
            ? hit
            : hit with { Names = [.. hit.Names.Take(Hit.NamesMax)], Sources = [.. hit.Sources.Take(Hit.SourcesMax)] };
}
