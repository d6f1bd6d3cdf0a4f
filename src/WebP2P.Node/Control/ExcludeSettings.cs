namespace WebP2P.Node.Control;

/// <summary>Which files are not offered, as the owner wrote it: for one share, or for all of them.</summary>
/// <param name="Patterns">At most 100, of at most 200 characters each: <c>*.tmp</c>, <c>node_modules/</c>, <c>**/cache/</c>.</param>
/// <param name="OfferHidden">Whether names that begin with a dot are offered; null in a share: as everywhere, null everywhere: no.</param>
/// <param name="SmallestBytes">Smaller files are not offered.</param>
/// <param name="LargestBytes">Larger files are not offered.</param>
public sealed record ExcludeSettings(IReadOnlyList<string> Patterns, bool? OfferHidden = null, long? SmallestBytes = null, long? LargestBytes = null)
{
    /// <summary>Hides nothing by itself.</summary>
    public static ExcludeSettings None { get; } = new([]);

    /// <summary>For all shares until the owner says otherwise: unfinished files, and what systems leave in folders.</summary>
    public static ExcludeSettings Everywhere { get; } = new(["*.tmp", "*.part", "*.crdownload", "*.!qB", "Thumbs.db", "desktop.ini", ".DS_Store"]);
}
