namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// Where a file stands among all files of a library: the first 7 bytes of SHA-256 over folder, a zero byte and name, as a number. The first of
/// these bytes is its bucket.
/// </summary>
public static class FilePlace
{
    public const int Buckets = 256;

    /// <summary>The last place that there is.</summary>
    public const long Last = (1L << 56) - 1;

    private const int BucketShift = 48;
    private const int KeyShift = 8;

    public static long Of(string folder, string name) => OfKey(RowKeys.OfFile(folder, name));

    /// <summary>The place of a file with this key: see <see cref="RowKeys.OfFile"/>.</summary>
    public static long OfKey(long fileKey) => (long)((ulong)fileKey >> KeyShift);

    /// <summary>The first key of a place. Keys of one bucket rise with its places.</summary>
    public static long FirstKey(long place) => (long)((ulong)place << KeyShift);

    public static long LastKey(long place) => FirstKey(place) | ((1L << KeyShift) - 1);

    public static int BucketOf(long place) => (int)(place >> BucketShift);

    /// <summary>All places of a bucket.</summary>
    public static PlaceSpan SpanOf(int bucket) => new((long)bucket << BucketShift, ((bucket + 1L) << BucketShift) - 1);
}

/// <summary>Places from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct PlaceSpan(long First, long Last)
{
    public bool Contains(long place) => place >= First && place <= Last;
}
