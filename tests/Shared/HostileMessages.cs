using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>Messages that a careless or hostile peer may send, well formed or not; one seed, one sequence.</summary>
internal sealed class HostileMessages(int seed)
{
    private static readonly string[] Texts = ["", "a", "..", "a/b", "zero \0", "half \ud800", "song", "'; --", "\"", "C:\\x", "/abs", "honest song.mp3", new('x', 1_024), new('y', 1_100), "日本語の歌"];
    private static readonly string[] Queries = ["song", "\"", "a*", "hon*", "size:>", "hash:00", "-x", "ext:mp3 song", "", "kind:audio", "honest OR *", new('q', 3_000)];
    private static readonly long[] Numbers = [0, 1, 2, 3, 7, 500, -1, long.MaxValue, long.MinValue, FilePlace.Last, FilePlace.Last + 1];

    /// <summary>What a peer was told, so that it can go on as an honest one would for a while.</summary>
    private sealed class Told
    {
        public UInt128 Library { get; set; }

        public long Next { get; set; } = -1;

        public List<int> Buckets { get; set; } = [];

        public bool IsReplacing { get; set; }
    }

    private static readonly ILookup<int, FileEntry> ByBucket = Enumerable.Range(0, 2_000).Select(number => File($"thing {number}.mp3", number % 50))
        .ToLookup(file => FilePlace.BucketOf(FilePlace.Of(file.Folder, file.Name)));

    private readonly Dictionary<NodeId, Told> told = [];
    private ulong state = (ulong)seed * 0x9E37_79B9_7F4A_7C15;

    public int Next(int bound)
    {
        state += 0x9E37_79B9_7F4A_7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }

    /// <summary>A peer got this.</summary>
    public void Hear(NodeId peer, Message message)
    {
        var mine = told.TryGetValue(peer, out var known) ? known : told[peer] = new Told();
        switch (message)
        {
            case RegisterResume resume: (mine.Library, mine.Next, mine.IsReplacing) = (resume.LibraryId, resume.CommittedVersion, false); break;
            case RegisterDiffering differing: (mine.Next, mine.Buckets, mine.IsReplacing) = (differing.Version, [.. differing.Buckets], true); break;
            case RegisterRefused: mine.Next = -1; break;
        }
    }

    /// <summary>Half of the time what would follow, half of the time anything.</summary>
    public Message Message(NodeId peer) => Next(2) == 0 ? Anything() : Following(told.TryGetValue(peer, out var known) ? known : told[peer] = new Told());

    private Message Following(Told mine)
    {
        if (mine.Next < 0) return new Register((UInt128)(1 + Next(2)), Next(50));
        if (mine.IsReplacing) return Replacing(mine);
        if (Next(4) == 0) return new RegisterDigests(mine.Library, Next(60), BucketDigests.Of(ByBucket.Where(_ => Next(20) == 0).SelectMany(files => files)));
        var from = mine.Next;
        mine.Next += 1 + Next(10);
        return new RegisterBatch(mine.Library, from, mine.Next, [.. ByBucket[Next(FilePlace.Buckets)].Select(file => new FileChange(Next(4) == 0, file))]);
    }

    private RegisterBatch Replacing(Told mine)
    {
        List<int> some = [.. mine.Buckets.Take(1 + Next(60))];
        mine.Buckets.RemoveRange(0, some.Count);
        mine.IsReplacing = mine.Buckets.Count > 0;
        var files = some.SelectMany(bucket => ByBucket[bucket]).Where(_ => Next(4) > 0).Take(RegisterBatch.ChangesMax);
        return new RegisterBatch(mine.Library, mine.Next, mine.Next, [.. files.Select(file => new FileChange(false, file))])
        {
            Repair = new BucketRepair([.. some.Select(FilePlace.SpanOf)], !mine.IsReplacing),
        };
    }

    private Message Anything() => Next(16) switch
    {
        0 or 1 => new Register(Library(), Number()),
        2 or 3 or 4 => Batch(),
        5 => new RegisterDigests(Library(), Number(), Next(2) == 0 ? BucketDigests.Empty : BucketDigests.Of(Files(20))),
        6 or 7 => Batch() with { Repair = new BucketRepair([.. Enumerable.Range(0, Next(4)).Select(_ => Span())], Next(2) == 0) },
        8 => new IndexSearch(One(Queries), (int)Math.Clamp(Number(), int.MinValue, int.MaxValue)),
        9 => new IndexSources([.. Files(Next(120)).Select(file => file.Content)]),
        10 => new IndexWatch([.. Files(Next(20)).Select(file => file.Content)]),
        11 => new IndexUnwatch([.. Files(Next(20)).Select(file => file.Content)]),
        14 => new IndexDialBack(1 + Next(65_535)),
        15 => new CallBack(NodeOf(Next(20)), (UInt128)Next(5)),
        12 => new PeerRecordChanged(Record(Next(20), Number(), 1 + Next(3_000), Wall + (Next(3) - 1) * 1_000_000L)),
        _ => new IndexPeers([.. Enumerable.Range(0, Next(110)).Select(NodeOf)]),
    };

    private RegisterBatch Batch()
    {
        var from = Next(3) > 0 ? Next(20) : Number();
        var changes = Files(Next(30) == 0 ? 600 : Next(10)).Select(file => new FileChange(Next(4) == 0, file)).ToList();
        return new RegisterBatch(Library(), from, Next(3) > 0 ? from + Next(20) : Number(), changes);
    }

    private List<FileEntry> Files(int count)
    {
        List<FileEntry> files = [];
        var isClean = Next(3) > 0;
        for (var number = 0; number < count; number++)
        {
            var content = new ContentId(ContentOf(Next(50)).Hash, isClean ? 1 + Next(5) : Number());
            files.Add(new FileEntry(content, isClean ? "music" : One(Texts), isClean ? $"thing {Next(300)}.mp3" : One(Texts), Number(), Next(2) == 0));
        }
        return files;
    }

    private PlaceSpan Span() => Next(3) > 0 ? FilePlace.SpanOf(Next(FilePlace.Buckets)) : new PlaceSpan(Number(), Number());

    private UInt128 Library() => (UInt128)Next(3);

    private long Number() => Numbers[Next(Numbers.Length)];

    private string One(string[] texts) => texts[Next(texts.Length)];
}
