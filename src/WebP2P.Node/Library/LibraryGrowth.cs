namespace WebP2P.Node.Library;

/// <summary>By how much a commit changed the totals of shares.</summary>
internal sealed class LibraryGrowth
{
    public Dictionary<Guid, (long Files, long Bytes)> Shares { get; } = [];

    public void Add(Guid? share, long files, long bytes)
    {
        if (share is not { } id) return;
        var before = Shares.GetValueOrDefault(id);
        Shares[id] = (before.Files + files, before.Bytes + bytes);
    }
}
