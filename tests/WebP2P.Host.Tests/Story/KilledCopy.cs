using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

/// <summary>
/// A copy by a process of its own from two sources that nobody else copies from, so that every byte is counted on its way. It is killed
/// without warning, again and again, and goes on each time.
/// </summary>
internal sealed class KilledCopy : IAsyncDisposable
{
    private const long SourceBytesPerSecond = 40_000_000;

    /// <summary>Where the downloader says it is, so that every byte comes through what is counted: nobody dials it.</summary>
    private const string NobodyThere = "127.0.0.1:1";

    private const int PieceBytes = 1 << 20;

    // TLS and headers around the content, in parts of a thousand.
    private const long AroundContent = 10;

    private readonly byte[] bytes;
    private readonly ThrottledProxy[] proxies;

    // Of both together: a source that is resting after a kill need not give half.
    private readonly RateBucket bucket = new(2 * SourceBytesPerSecond);
    private readonly List<TestNode> sources = [];
    private readonly ServedNode alice;

    private KilledCopy(byte[] bytes)
    {
        this.bytes = bytes;
        proxies = [Proxy(0), Proxy(1)];
        alice = new ServedNode(AddressOf(0), "--announce", NobodyThere);

        ThrottledProxy Proxy(int source) => new(() => new IPEndPoint(IPAddress.Loopback, sources[source].Host.PeerPort), bucket);
    }

    private long PassedBytes => proxies.Sum(proxy => proxy.PassedBytes);

    /// <param name="folder">Holds one file, which are these bytes.</param>
    public static async Task<KilledCopy> StartAsync(string folder, byte[] bytes)
    {
        var copy = new KilledCopy(bytes);
        for (var source = 0; source < copy.proxies.Length; source++)
        {
            var announced = copy.AddressOf(source);
            copy.sources.Add(await TestNode.StartAsync("source", source == 0 ? null : copy.AddressOf(0), options => options with { Announce = announced, Shares = [folder] }));
            await copy.sources[source].RescanAsync();
        }
        await copy.alice.StartAsync();
        return copy;
    }

    /// <summary>Kills at moments drawn from the first nine tenths of the way, then lets it come to its end and compares the file.</summary>
    public async Task<KillFigures> RunAsync(int kills, int seed)
    {
        var dice = new Random(seed);
        var moments = Enumerable.Range(0, kills).Select(_ => dice.NextInt64(bytes.Length * 9L / 10)).Order().Prepend(0).ToArray();
        var figures = new KillFigures(0, 0, 0, 0);
        var (passed, believed) = (PassedBytes, 0L);
        var download = await alice.DownloadAsync("killed");
        for (var kill = 1; kill <= kills; kill++)
        {
            // From what it had when it started again, and never to the end: what was asked twice brings the end no nearer than the next moment.
            var due = passed + Math.Max(1, moments[kill] - believed);
            bucket.HoldAfter(Math.Max(PieceBytes, bytes.Length * 95L / 100 - believed));
            await TestNode.UntilAsync(() => Task.FromResult(PassedBytes >= due), ServedNode.Deadline);
            alice.Kill();
            bucket.IsHeld = true;
            var (passedBefore, believedBefore) = (passed, believed);
            passed = PassedBytes;
            await alice.StartAsync();
            believed = (await alice.UntilAsync(download, view => State(view) is not ("queued" or "verifying"))).GetProperty("bytesDone").GetInt64();
            var right = await RightPiecesAsync(download);
            figures = figures.With((passed - passedBefore) * (1_000 - AroundContent) / 1_000 - (believed - believedBefore), right);
            bucket.IsHeld = false;
        }
        bucket.HoldAfter(long.MaxValue);
        Assert.True(passed >= believed, "The copy came another way.");
        var done = await alice.UntilAsync(download, view => State(view) == "completed");
        await using var file = File.OpenRead(done.GetProperty("path").GetString()!);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(file));
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        foreach (var source in sources) await source.DisposeAsync();
        foreach (var proxy in proxies) proxy.Dispose();
    }

    /// <summary>What the restarted node shows as verified lies on the disk as it should; nothing arrives meanwhile.</summary>
    private async Task<int> RightPiecesAsync(string download)
    {
        using var part = File.OpenHandle(Directory.GetFiles(alice.Downloads, ".webp2p-*.part").Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var pieceBytes = (await alice.GetAsync($"downloads/{download}")).GetProperty("pieceSize").GetInt32();
        var (piece, right, buffer) = (0, 0, new byte[pieceBytes]);
        foreach (var run in (await alice.GetAsync($"downloads/{download}/pieces")).GetProperty("items").EnumerateArray())
        {
            var end = piece + run.GetProperty("count").GetInt32();
            for (; piece < end; piece++)
            {
                if (run.GetProperty("state").GetString() != "verified") continue;
                var expected = bytes.AsMemory(piece * pieceBytes, Math.Min(pieceBytes, bytes.Length - piece * pieceBytes));
                var read = RandomAccess.Read(part, buffer.AsSpan(0, expected.Length), (long)piece * pieceBytes);
                Assert.True(buffer.AsSpan(0, read).SequenceEqual(expected.Span), $"piece {piece} is believed and wrong");
                right++;
            }
        }
        return right;
    }

    private string AddressOf(int source) => $"127.0.0.1:{proxies[source].Port}";

    private static string? State(JsonElement view) => view.GetProperty("state").GetString();
}
