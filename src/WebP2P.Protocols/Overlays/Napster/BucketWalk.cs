namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Goes through the buckets that the index has to replace, place by place.</summary>
/// <param name="version">Of the library when its digests were compared.</param>
/// <param name="buckets">Rising.</param>
internal sealed class BucketWalk(long version, IReadOnlyList<int> buckets)
{
    public long Version => version;

    public IReadOnlyList<int> Buckets => buckets;

    /// <summary>Everything up to this place is sent.</summary>
    public long After { get; private set; } = -1;

    public bool IsDone { get; private set; }

    public static bool IsRising(IReadOnlyList<int> buckets)
    {
        var last = -1;
        foreach (var bucket in buckets)
        {
            if (bucket <= last || bucket >= FilePlace.Buckets) return false;
            last = bucket;
        }
        return true;
    }

    /// <summary>The next part: what is left of the buckets up to a place.</summary>
    public BucketRepair Take(long through)
    {
        List<PlaceSpan> spans = [];
        foreach (var bucket in buckets.Select(FilePlace.SpanOf))
        {
            var (first, last) = (Math.Max(bucket.First, After + 1), Math.Min(bucket.Last, through));
            if (first <= last) spans.Add(new PlaceSpan(first, last));
        }
        After = through;
        IsDone = buckets.Count == 0 || through >= FilePlace.SpanOf(buckets[^1]).Last;
        return new BucketRepair(spans, IsDone);
    }
}
