using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>
/// The complete files of the library by their words, in memory. Changes come a few at a time, so that a question waits for microseconds;
/// they are numbered as the library numbers them, so the order of the files is the same after a restart.
/// </summary>
internal sealed class OwnFiles : ISharedFiles
{
    /// <summary>Changes made at once: a question meanwhile waits for no more.</summary>
    public const int ChangesAtOnce = 200;

    private const int SlotsKept = 100_000;

    private readonly Lock gate = new();
    private FilePostings postings = new();
    private long version;

    public int Count
    {
        get
        {
            lock (gate) return postings.Count;
        }
    }

    /// <summary>So many files went that it is better to begin anew.</summary>
    public bool IsWasteful
    {
        get
        {
            lock (gate) return postings.Slots > 2 * postings.Count + SlotsKept;
        }
    }

    public long Version => Interlocked.Read(ref version);

    public IReadOnlyList<FoundFile> Match(Query query, int max, out int total)
    {
        lock (gate) return postings.Match(query, max, out total);
    }

    /// <summary>Locks for a few files at a time, so that it can be read in parts.</summary>
    public IEnumerable<string> RoutingWords()
    {
        var (files, place) = (new List<FoundFile>(ChangesAtOnce), 0);
        while (TakeSome(files, ref place))
        {
            foreach (var file in files)
            {
                foreach (var word in Tokenizer.Tokenize(file.Name)) yield return word;
                yield return file.Content.Hash.ToString();
            }
        }
    }

    /// <summary>Nothing is left of what was known.</summary>
    public void Clear()
    {
        lock (gate) postings = new FilePostings();
        Interlocked.Increment(ref version);
    }

    /// <summary>In the order in which they were made.</summary>
    public void Apply(IReadOnlyList<FileChange> changes)
    {
        foreach (var part in changes.Chunk(ChangesAtOnce))
        {
            lock (gate)
            {
                foreach (var change in part)
                {
                    if (change.Removed) postings.Remove(change.File);
                    else postings.Add(change.File);
                }
            }
        }
        if (changes.Count > 0) Interlocked.Increment(ref version);
    }

    /// <summary>False when there are no more.</summary>
    private bool TakeSome(List<FoundFile> files, ref int place)
    {
        lock (gate) return postings.TakeSome(files, ref place, ChangesAtOnce);
    }
}
