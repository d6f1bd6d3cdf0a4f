using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Simulation;

/// <summary>What a simulated node shares, with its numbered journal; it outlives restarts.</summary>
public sealed class SimulatedLibrary(UInt128 libraryId)
{
    private readonly List<FileChange> journal = [];
    private long forgotten;

    public UInt128 LibraryId { get; private set; } = libraryId;

    public long Version => journal.Count;

    public LibraryChanged Add(FileEntry file) => Append(new FileChange(Removed: false, file));

    public LibraryChanged Remove(FileEntry file) => Append(new FileChange(Removed: true, file));

    public LibraryChanged Now() => new(LibraryId, Version);

    /// <summary>Whoever stands before this moment cannot be told any more what followed.</summary>
    public void Forget() => forgotten = Version;

    /// <summary>An old copy took its place: what came after a version did not happen.</summary>
    public LibraryChanged GoBack(long version)
    {
        journal.RemoveRange((int)version, (int)(Version - version));
        return Now();
    }

    /// <summary>The numbering is lost: what is shared now is numbered anew under another id.</summary>
    public LibraryChanged Renumber(UInt128 newId)
    {
        var files = Files();
        journal.Clear();
        journal.AddRange(files.Select(file => new FileChange(Removed: false, file)));
        (LibraryId, forgotten) = (newId, 0);
        return Now();
    }

    /// <summary>What is shared now.</summary>
    public IReadOnlyList<FileEntry> Files()
    {
        Dictionary<(string, string), FileEntry> files = [];
        foreach (var change in journal)
        {
            if (change.Removed) files.Remove((change.File.Folder, change.File.Name));
            else files[(change.File.Folder, change.File.Name)] = change.File;
        }
        return [.. files.Values];
    }

    /// <summary>Answers the questions that a client machine asks of its library.</summary>
    public Answer Answer(Question question) => question switch
    {
        LibraryChanges changes => Answer(changes),
        LibraryDigests => new LibraryDigestsAnswer(LibraryId, Version, new PlacedFiles(Files()).Digests()),
        LibraryBucketRows rows => new PlacedFiles(Files()).Rows(rows) with { LibraryId = LibraryId },
        _ => new AnswerFailed($"{question.GetType().Name} is not for a library."),
    };

    private LibraryChangesAnswer Answer(LibraryChanges question)
    {
        var from = question.LibraryId == LibraryId ? question.SinceVersion : 0;
        if (from < forgotten || from > Version) return new LibraryChangesAnswer(LibraryId, from, from, Version, []) { IsForgotten = true };
        var to = Math.Min(from + question.ChangesMax, Version);
        return new LibraryChangesAnswer(LibraryId, from, to, Version, journal[(int)from..(int)to]);
    }

    private LibraryChanged Append(FileChange change)
    {
        journal.Add(change);
        return Now();
    }
}
