using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>The index with real names: how fast they are registered and found, and what is missed, beside plain FTS5 with bm25 on the same names in the same run.</summary>
internal static class IndexRate
{
    private const int NamesDefault = 1_000_000;
    private const int Peers = 200;
    private const int Offline = 20;
    private const string Registered = "registered";

    /// <summary>Optional arguments: how many names, and a folder that keeps the index, so that the next run begins with the questions. Exit code 0 when all targets are met.</summary>
    public static int Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : NamesDefault;
        if (DebianNames.Take(count) is not { } names)
        {
            Console.WriteLine("The names are Debian's list of files: 'apt-get install apt-file && apt-get update', then start this again.");
            return 1;
        }
        var root = args.Length > 1 ? Directory.CreateDirectory(args[1]).FullName : Directory.CreateTempSubdirectory("webp2p-index-").FullName;
        try
        {
            return Measure(names, root).GetAwaiter().GetResult() ? 0 : 1;
        }
        finally
        {
            if (args.Length < 2) Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<bool> Measure(string[] names, string root)
    {
        var wallUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var files = new PeerFiles(names, Peers, wallUnixMs);
        var mix = new QueryMix(names);
        using var folder = DataFolder.Open(Path.Combine(root, "data"));
        using var setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        await setup.PrepareAsync(CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{names.Length:N0} names, {mix.Words:N0} words, {files.Files.Sum(list => list.Count):N0} files of {Peers} peers, {Offline} of them offline afterwards"));
        var isMet = File.Exists(Path.Combine(root, Registered)) || await Register(folder, files);
        await File.WriteAllTextAsync(Path.Combine(root, Registered), "");
        using var store = Reopen(folder);
        var presence = Presence.Of(files.Peers.Skip(Offline));
        File.Delete(Path.Combine(root, "plain.db"));
        isMet &= new QueryTimes(store, mix, presence, wallUnixMs).Run(Path.Combine(root, "plain.db"), names);
        isMet &= await new QueryThroughput(store, mix, presence, wallUnixMs).RunAsync();
        return new AnswerQuality(store, new ExhaustiveScorer(files, presence, wallUnixMs), presence, wallUnixMs).Run(mix) && isMet;
    }

    private static async Task<bool> Register(DataFolder folder, PeerFiles files)
    {
        using var store = new SqliteIndexStore(folder);
        await using var peers = new RegisteringPeers(store, new IndexServerOptions());
        var total = files.Files.Sum(list => list.Count);
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await peers.RegisterAsync(files.Peers.Select((peer, number) => (peer, (IReadOnlyList<FileEntry>)files.Files[number])));
        var seconds = watch.Elapsed.TotalSeconds;
        var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        var merging = Stopwatch.StartNew();
        store.IsMergeDue();
        while (store.IsMergeDue()) store.Merge();
        var mergeSeconds = merging.Elapsed.TotalSeconds;
        var megabytes = new FileInfo(folder.IndexDatabase).Length / 1e6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"registered in {seconds:F1} s: {files.Names.Count / seconds:N0} names/s, {total / seconds:N0} files/s ({total / cpuSeconds:N0} files per CPU second), index.db {megabytes:F0} MB, {mergeSeconds:F1} s to merge it afterwards; target 15,000 names/s {Said(files.Names.Count / seconds >= 15_000)}"));
        return files.Names.Count / seconds >= 15_000;
    }

    /// <summary>As after a start of the node: the memory is read from the rows.</summary>
    private static SqliteIndexStore Reopen(DataFolder folder)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = new SqliteIndexStore(folder);
        var watch = Stopwatch.StartNew();
        store.Find(Words("linux"), Presence.Nobody, 1, 0);
        var seconds = watch.Elapsed.TotalSeconds;
        store.LearnedAsync().GetAwaiter().GetResult();
        var learned = watch.Elapsed.TotalSeconds;
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opened again: {seconds:F2} s until the first answer, {learned:F2} s until all words are known, {megabytes:F0} MB of managed memory"));
        return store;
    }

    public static Query Words(string text) => Query.TryParse(text, out var query, out _) ? query! : throw new ArgumentException(text, nameof(text));

    public static string Said(bool isMet) => isMet ? "met" : "MISSED";
}
