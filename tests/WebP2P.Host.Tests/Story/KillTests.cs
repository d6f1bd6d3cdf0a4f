using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

/// <summary>The downloader is a process of its own and is killed without warning, again and again, while the machine is busy.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>How often it is killed, when it is not the usual number: a hundred take some minutes.</summary>
    private const string KillsVariable = "WEBP2P_KILLS";
    private const int UsualKills = 20;
    private const int SizeBytes = 400 * 1024 * 1024;
    private const int Seed = 7;
    private const long AskedAgainBytesMax = 8L << 20;
    private const long SourceBytesPerSecond = 40_000_000;

    /// <summary>Where the downloader says it is, so that every byte comes through what is counted: nobody dials it.</summary>
    private const string NobodyThere = "127.0.0.1:1";

    // TLS and headers around the content, in parts of a thousand.
    private const long AroundContent = 10;

    private readonly byte[] bytes = new byte[SizeBytes];
    private ThrottledProxy[] proxies = [];
    private long checkedPieces;

    [Fact]
    public async Task A_download_killed_at_random_moments_ends_exact_and_asks_for_little_again_each_time()
    {
        TestNode? bob = null, carol = null;
        using var toBob = new ThrottledProxy(() => new IPEndPoint(IPAddress.Loopback, bob!.Host.PeerPort), SourceBytesPerSecond);
        using var toCarol = new ThrottledProxy(() => new IPEndPoint(IPAddress.Loopback, carol!.Host.PeerPort), SourceBytesPerSecond);
        proxies = [toBob, toCarol];
        bob = await TestNode.StartAsync("bob", change: options => options with { Announce = $"127.0.0.1:{toBob.Port}" });
        carol = await TestNode.StartAsync("carol", bob.PeerAddress, options => options with { Announce = $"127.0.0.1:{toCarol.Port}" });
        new Random(Seed).NextBytes(bytes);
        foreach (var source in (TestNode[])[bob, carol])
        {
            source.Share("killed.bin", bytes);
            await source.RescanAsync();
        }

        await using (bob)
        await using (carol)
        await using (var alice = new ServedNode($"127.0.0.1:{toBob.Port}", "--announce", NobodyThere))
        {
            using var busy = new BusyProcessor();
            await alice.StartAsync();
            var download = await alice.DownloadAsync("killed");
            await KillAsync(alice, download);
            var done = await alice.UntilAsync(download, view => State(view) == "completed");
            Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!)));
        }
    }

    private async Task KillAsync(ServedNode alice, string download)
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable(KillsVariable) ?? "0", CultureInfo.InvariantCulture) is > 0 and var wanted ? wanted : UsualKills;
        var dice = new Random(Seed);
        var moments = Enumerable.Range(0, kills).Select(_ => dice.NextInt64(SizeBytes * 9L / 10)).Order().ToArray();
        var (passedBefore, believedBefore, worst, all) = (PassedBytes(), 0L, 0L, 0L);
        foreach (var moment in moments)
        {
            await alice.UntilAsync(download, view => BytesDone(view) >= moment);
            alice.Kill();
            Hold(true);
            var passed = PassedBytes();
            await alice.StartAsync();
            var believed = BytesDone(await alice.UntilAsync(download, view => State(view) is not ("queued" or "verifying")));
            await AssertBelievedAsync(alice, download);
            var again = (passed - passedBefore) - (believed - believedBefore) - (passed - passedBefore) * AroundContent / 1_000;
            Assert.InRange(again, long.MinValue, AskedAgainBytesMax);
            (passedBefore, believedBefore, worst, all) = (passed, believed, Math.Max(worst, again), all + Math.Max(0, again));
            Hold(false);
        }
        Assert.True(PassedBytes() >= moments[^1], "The copy came another way.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, seed {Seed}: {checkedPieces} believed pieces were right; {worst / 1e6:0.0} MB asked again at worst, {all / 1e6:0.0} MB in all"));
    }

    /// <summary>What the restarted node shows as verified lies on the disk as it should; nothing arrives meanwhile.</summary>
    private async Task AssertBelievedAsync(ServedNode alice, string download)
    {
        using var part = File.OpenHandle(Directory.GetFiles(alice.Downloads, ".webp2p-*.part").Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var pieceBytes = (await alice.GetAsync($"downloads/{download}")).GetProperty("pieceSize").GetInt32();
        var (piece, buffer) = (0, new byte[pieceBytes]);
        foreach (var run in (await alice.GetAsync($"downloads/{download}/pieces")).GetProperty("items").EnumerateArray())
        {
            var end = piece + run.GetProperty("count").GetInt32();
            for (; piece < end; piece++)
            {
                if (run.GetProperty("state").GetString() != "verified") continue;
                var offset = (long)piece * pieceBytes;
                var read = RandomAccess.Read(part, buffer.AsSpan(0, (int)Math.Min(pieceBytes, SizeBytes - offset)), offset);
                Assert.True(buffer.AsSpan(0, read).SequenceEqual(bytes.AsSpan((int)offset, read)), $"piece {piece} is believed and wrong");
                checkedPieces++;
            }
        }
    }

    private void Hold(bool holds)
    {
        foreach (var proxy in proxies) proxy.IsHeld = holds;
    }

    private long PassedBytes() => proxies.Sum(proxy => proxy.PassedBytes);

    private static string? State(JsonElement view) => view.GetProperty("state").GetString();

    private static long BytesDone(JsonElement view) => view.GetProperty("bytesDone").GetInt64();
}
