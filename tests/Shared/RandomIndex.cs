using System.Globalization;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>Rows, queries and presences drawn from a seed: few words and few contents, so that nodes share contents, contents have several names and names many words.</summary>
internal sealed class RandomIndex(int seed, int nodes)
{
    private static readonly string[] Words = ["song", "live", "love", "lover", "night", "nightfall", "the", "of", "one", "two", "Ärger", "straße", "東京都", "Ω", "x1", "2024"];
    private static readonly string[] Extensions = [".mp3", ".MP3", ".flac", ".txt", ".tar.gz", ".c++", ""];
    private static readonly long[] Sizes = [1, 511, 512, 1_000, 102_400, 1_048_576, 5_000_000, 1L << 40];

    private readonly Random dice = new(seed);
    private readonly Dictionary<int, (int Library, long Version)> stands = [];
    private int filesMade;

    /// <summary>Some nodes register a little more; now and then one begins anew, and now and then a batch does not follow.</summary>
    public IEnumerable<(NodeId Node, RegisterBatch Batch)> NextBatches()
    {
        for (var count = 0; count < 8; count++)
        {
            var number = 1 + dice.Next(nodes);
            var (library, version) = stands.GetValueOrDefault(number, (1, 0));
            if (dice.Next(12) == 0) (library, version) = (library + 1, 0);
            var changes = Enumerable.Range(0, 1 + dice.Next(9)).Select(_ => new FileChange(dice.Next(4) == 0, NextFile())).ToList();
            var isFollowing = dice.Next(10) > 0;
            var batch = Batch(library, isFollowing ? version : version + 1, changes);
            if (isFollowing) stands[number] = (library, batch.ToVersion);
            yield return (NodeOf(number), batch);
        }
    }

    /// <summary>Every node registers its share of so many different names; the first words are in most of them.</summary>
    public IEnumerable<(NodeId Node, RegisterBatch Batch)> ManyBatches(int names) =>
        Enumerable.Range(1, nodes).Select(number => (NodeOf(number), Batch(1, 0, [.. Enumerable.Range(0, names / nodes).Select(_ => new FileChange(Removed: false, LongFile()))])));

    public IEnumerable<Query> CommonQueries(int count) =>
        Enumerable.Range(0, count).Select(number => Query((number % 4) switch { 0 => "song", 1 => "song live", 2 => "nig*", _ => Words[dice.Next(5)] + " " + Words[dice.Next(8)] }));

    /// <summary>Of texts that are no queries, such as those with two sizes, the next is taken.</summary>
    public Query NextQuery()
    {
        var terms = Enumerable.Range(0, 1 + dice.Next(2)).Select(_ => Term()).ToList();
        if (dice.Next(4) == 0) terms.Add("-" + Word());
        if (dice.Next(8) == 0) terms.Add($"-\"{Word()} {Word()}\"");
        if (dice.Next(6) == 0) terms.Add(dice.Next(2) == 0 ? "ext:mp3" : "ext:gz,txt");
        if (dice.Next(6) == 0) terms.Add(dice.Next(2) == 0 ? "kind:audio" : "kind:text,archive,other");
        if (dice.Next(6) == 0) terms.Add(dice.Next(2) == 0 ? "size:>=512" : "size:1000..1MiB");
        return WebP2P.Protocols.Search.Query.TryParse(string.Join(' ', terms), out var query, out _) ? query! : NextQuery();
    }

    public Presence NextPresence()
    {
        var online = Enumerable.Range(1, nodes).Where(_ => dice.Next(4) > 0).Select(NodeOf);
        var presence = Presence.Of(online) with { Asker = dice.Next(2) == 0 ? NodeOf(1 + dice.Next(nodes)) : null };
        return dice.Next(5) > 0 ? presence : presence with { Blocks = new BlockList([], [ContentOf(dice.Next(30)).Hash], []) };
    }

    private string Term() => dice.Next(9) switch
    {
        0 => $"\"{Word()} {Word()}\"",
        1 => "lov*",
        2 => "nig*",
        3 => "ext:flac,txt",
        4 => "kind:audio",
        5 => "size:<2000",
        6 => $"hash:{ContentOf(dice.Next(30)).Hash}",
        _ => Word(),
    };

    private string Word() => Words[dice.Next(Words.Length)];

    private FileEntry NextFile()
    {
        var content = dice.Next(30);
        var name = string.Join(dice.Next(3) == 0 ? "_" : " ", Enumerable.Range(0, 1 + dice.Next(5)).Select(_ => Word())) + Extensions[dice.Next(Extensions.Length)];
        var file = File(name, content, dice.Next(3) == 0 ? "other" : "music", complete: dice.Next(5) > 0, sizeBytes: Sizes[content % Sizes.Length]);
        return file with { ModifiedUnixMs = Wall - dice.NextInt64(800L * 86_400_000) };
    }

    private FileEntry LongFile()
    {
        var number = filesMade++;
        var words = Enumerable.Range(0, 2 + dice.Next(7)).Select(_ => Words[Math.Min(dice.Next(Words.Length), dice.Next(Words.Length))]);
        var name = string.Create(CultureInfo.InvariantCulture, $"song {string.Join(' ', words)} {number}.mp3");
        return File(name, dice.Next(4) == 0 ? dice.Next(1_000) : 1_000 + number) with { ModifiedUnixMs = Wall - dice.NextInt64(800L * 86_400_000) };
    }
}
