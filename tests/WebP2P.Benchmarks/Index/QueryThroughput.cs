using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Node.Index;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>Two readers asking without a pause, alone and while somebody registers 1,000 names a second.</summary>
internal sealed class QueryThroughput(SqliteIndexStore store, QueryMix mix, Presence presence, long wallUnixMs)
{
    private const int Readers = 2;
    private const int Target = 3_000;
    private const int NamesPerBatch = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BatchEvery = TimeSpan.FromMilliseconds(90);

    public async Task<bool> RunAsync()
    {
        var asked = QueryMix.Classes.SelectMany(queries => mix.Take(queries, 500)).ToArray();
        new Random(4).Shuffle(asked);
        var alone = await AskAsync(asked);
        using var stopping = new CancellationTokenSource();
        var registering = RegisterAsync(stopping.Token);
        var beside = await AskAsync(asked);
        await stopping.CancelAsync();
        var registered = await registering;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Readers} readers: {alone:N0} queries/s; {beside:N0} while {registered / Duration.TotalSeconds:N0} names/s are registered; target {Target:N0} {IndexRate.Said(alone >= Target && beside >= Target)}"));
        return alone >= Target && beside >= Target;
    }

    private async Task<double> AskAsync(Query[] asked)
    {
        var watch = Stopwatch.StartNew();
        // Threads of their own: the registering peer needs one of the pool's.
        var counts = await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Factory.StartNew(() => Ask(asked, reader, watch), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private int Ask(Query[] asked, int reader, Stopwatch watch)
    {
        var count = 0;
        for (var at = reader * asked.Length / Readers; watch.Elapsed < Duration; at++, count++) store.Find(asked[at % asked.Length], presence, 50, wallUnixMs);
        return count;
    }

    private async Task<int> RegisterAsync(CancellationToken cancellationToken)
    {
        var node = new NodeId(new Bytes32(SHA256.HashData("one more peer"u8)));
        var sent = 0;
        using var timer = new PeriodicTimer(BatchEvery);
        while (!cancellationToken.IsCancellationRequested)
        {
            var batch = new RegisterBatch(1, sent, sent + NamesPerBatch, [.. Enumerable.Range(sent, NamesPerBatch).Select(number => new FileChange(Removed: false, File(number)))]);
            if (store.Commit(node, batch, wallUnixMs).Refusal is { } refusal) throw new InvalidOperationException(refusal);
            sent += NamesPerBatch;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        return sent;
    }

    private FileEntry File(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"usr share doc late linux {number} notes.txt");
        return new FileEntry(new ContentId(new ContentHash(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(name)))), 1 + number), "late", name, wallUnixMs, Complete: true);
    }
}
