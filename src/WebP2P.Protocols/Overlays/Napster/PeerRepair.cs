namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>How far a node has replaced the buckets in which its rows differ.</summary>
/// <param name="version">Of its library when the digests were compared.</param>
internal sealed class PeerRepair(long version, IReadOnlyList<int> buckets)
{
    private readonly HashSet<int> differing = [.. buckets];

    /// <summary>Replaced, or passed over, up to here.</summary>
    private long through = -1;

    public bool IsReplay(BucketRepair repair) => repair.Replaced.Count > 0 && repair.Replaced[^1].Last <= through;

    /// <summary>Why a batch is not the next part; null when it is.</summary>
    public DropReason? Problem(RegisterBatch batch)
    {
        var spans = batch.Repair!.Replaced;
        if (spans.Count > BucketRepair.SpansMax || (spans.Count == 0 && !batch.Repair.Last)) return DropReason.Malformed;
        if (batch.FromVersion != version || batch.ToVersion != version) return DropReason.Unexpected;
        var after = through;
        foreach (var span in spans)
        {
            if (span.First <= after) return DropReason.Unexpected;
            if (span.Last < span.First || span.Last > FilePlace.Last || !IsWithinDiffering(span)) return DropReason.Malformed;
            after = span.Last;
        }
        return batch.Changes.All(change => !change.Removed && IsIn(spans, FilePlace.Of(change.File.Folder, change.File.Name))) ? null : DropReason.Malformed;
    }

    public void Advance(BucketRepair repair)
    {
        if (repair.Replaced.Count > 0) through = repair.Replaced[^1].Last;
    }

    private bool IsWithinDiffering(PlaceSpan span) =>
        FilePlace.BucketOf(span.First) == FilePlace.BucketOf(span.Last) && differing.Contains(FilePlace.BucketOf(span.First));

    /// <summary>Spans rise, so that the one that may hold a place is found by halves.</summary>
    private static bool IsIn(IReadOnlyList<PlaceSpan> spans, long place)
    {
        var (low, high) = (0, spans.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (spans[middle].Contains(place)) return true;
            if (place < spans[middle].First) high = middle - 1;
            else low = middle + 1;
        }
        return false;
    }
}
