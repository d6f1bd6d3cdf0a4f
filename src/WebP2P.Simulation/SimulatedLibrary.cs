using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Simulation;

/// <summary>What a simulated node shares, with its numbered journal; it outlives restarts.</summary>
public sealed class SimulatedLibrary(UInt128 libraryId)
{
    private readonly List<FileChange> journal = [];

    public UInt128 LibraryId { get; private set; } = libraryId;

    public long Version => journal.Count;

    public LibraryChanged Add(FileEntry file) => Append(new FileChange(Removed: false, file));

    public LibraryChanged Remove(FileEntry file) => Append(new FileChange(Removed: true, file));

    public LibraryChanged Now() => new(LibraryId, Version);

    /// <summary>The numbering is lost: what is shared now is numbered anew under another id.</summary>
    public LibraryChanged Renumber(UInt128 newId)
    {
        Dictionary<(string, string), FileChange> files = [];
        foreach (var change in journal)
        {
            if (change.Removed) files.Remove((change.File.Folder, change.File.Name));
            else files[(change.File.Folder, change.File.Name)] = change;
        }
        journal.Clear();
        journal.AddRange(files.Values);
        LibraryId = newId;
        return Now();
    }

    public LibraryChangesAnswer Answer(LibraryChanges question)
    {
        var from = question.LibraryId == LibraryId ? Math.Min(question.SinceVersion, Version) : 0;
        var to = Math.Min(from + question.ChangesMax, Version);
        return new LibraryChangesAnswer(LibraryId, from, to, Version, journal[(int)from..(int)to]);
    }

    private LibraryChanged Append(FileChange change)
    {
        journal.Add(change);
        return Now();
    }
}
