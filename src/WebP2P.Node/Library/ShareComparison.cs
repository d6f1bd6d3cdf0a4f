using System.Runtime.CompilerServices;
using WebP2P.Node.Control;

namespace WebP2P.Node.Library;

/// <summary>A file that the library does not have as it is now.</summary>
/// <param name="Replaces">The row at its place that is about other bytes.</param>
/// <param name="IsTouched">All but the time of its last change is as its row says: only its bytes can tell.</param>
internal readonly record struct FreshFile(FoundEntry Entry, KnownFile? Replaces = null, bool IsTouched = false);

/// <summary>Lays what was found beside what is known, both in <see cref="PathOrder"/>.</summary>
internal sealed class ShareComparison(string root, KnownRows known)
{
    /// <summary>Skipped entries that are shown; more are only counted in the files that are missing.</summary>
    public const int SkippedMax = 1_000;

    /// <summary>Whether rows have to go or to be marked.</summary>
    public bool IsChange => Absent.Count + Unfit.Count + Marked.Count > 0;

    private readonly List<SkippedFile> skipped = [];
    private readonly List<SkippedFile> excluded = [];

    /// <summary>Rows without a file at their place.</summary>
    public List<KnownFile> Absent { get; } = [];

    /// <summary>Rows of files that cannot be offered any more, though they may be there.</summary>
    public List<long> Unfit { get; } = [];

    /// <summary>Rows of files that lie there as they were, and that rules leave out, or that are offered again.</summary>
    public List<FileMark> Marked { get; } = [];

    /// <summary>Entries with a problem; those that rules leave out come after them.</summary>
    public IEnumerable<SkippedFile> Skipped => skipped.Concat(excluded);

    public async IAsyncEnumerable<FreshFile> FreshAsync(IEnumerable<FoundEntry> found, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in found)
        {
            var place = entry.Place;
            await AbsentBeforeAsync(place, cancellationToken);
            if (entry.IsPassedBy) known.Pass(entry.RelativePath);
            else if (entry.SkipReason is { } reason) await SkipAsync(entry, reason, cancellationToken);
            else if (await FreshAsync(entry, cancellationToken) is { } fresh) yield return fresh;
        }
        await AbsentBeforeAsync(null, cancellationToken);
    }

    private async ValueTask AbsentBeforeAsync(string? place, CancellationToken cancellationToken)
    {
        while (await known.PeekAsync(cancellationToken) is { } row && (place is null || PathOrder.Instance.Compare(row.RelativePath, place) < 0))
        {
            Absent.Add(row);
            known.Pop();
        }
    }

    private async ValueTask SkipAsync(FoundEntry entry, string reason, CancellationToken cancellationToken)
    {
        var shown = entry.IsExcluded ? excluded : skipped;
        if (shown.Count < SkippedMax) shown.Add(new SkippedFile(entry.RelativePath, reason));
        while (await known.PeekAsync(cancellationToken) is { } row && (row.RelativePath == entry.RelativePath || (entry.IsFolder && row.RelativePath.StartsWith(entry.Place, StringComparison.Ordinal))))
        {
            if (!entry.IsExcluded || !IsThere(entry, row)) Unfit.Add(row.Id);
            else if (!row.IsHidden || row.IsMissing) Marked.Add(new FileMark(row.Id, IsHidden: true, IsMissing: false));
            known.Pop();
        }
    }

    private async ValueTask<FreshFile?> FreshAsync(FoundEntry entry, CancellationToken cancellationToken)
    {
        if (await known.PeekAsync(cancellationToken) is not { } row || row.RelativePath != entry.RelativePath) return new FreshFile(entry);
        known.Pop();
        if (entry.Stat.IsStill(row.Stat))
        {
            if (!row.IsOffered) Marked.Add(new FileMark(row.Id, IsHidden: false, IsMissing: false));
            return null;
        }
        // New rights or a second link change no byte: the row stays while the file is read again.
        return entry.Stat.IsStillBut(row.Stat) ? new FreshFile(entry, IsTouched: true) : new FreshFile(entry, row);
    }

    private bool IsThere(FoundEntry entry, KnownFile row) =>
        (entry.IsFolder ? FileStat.Of(Path.Combine(root, row.RelativePath)) : entry.Stat).IsStill(row.Stat);
}
