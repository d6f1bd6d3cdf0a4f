using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>A library in memory, by place: what <see cref="LibraryDigests"/> and <see cref="LibraryBucketRows"/> are answered from.</summary>
public sealed class PlacedFiles
{
    private readonly List<(long Place, FileEntry File)> files;

    public PlacedFiles(IEnumerable<FileEntry> all)
    {
        files = [.. all.Select(file => (FilePlace.Of(file.Folder, file.Name), file))];
        files.Sort((left, right) => left.Item1.CompareTo(right.Item1));
    }

    public BucketDigests Digests()
    {
        var sum = new BucketDigests.Sum();
        foreach (var (place, file) in files) sum.Add(file, place);
        return sum.Digests();
    }

    public LibraryBucketRowsAnswer Rows(LibraryBucketRows question)
    {
        var buckets = question.Buckets.ToHashSet();
        List<(long Place, FileEntry File)> some = [.. files.Where(row => row.Place > question.AfterPlace && buckets.Contains(FilePlace.BucketOf(row.Place))).Take(question.FilesMax + 1)];
        var isCut = some.Count > question.FilesMax;
        if (isCut) some.RemoveAt(some.Count - 1);
        return new LibraryBucketRowsAnswer(question.LibraryId, [.. some.Select(row => row.File)], isCut ? some[^1].Place : FilePlace.Last);
    }
}
