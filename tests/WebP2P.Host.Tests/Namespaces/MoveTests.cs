using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>A source whose host comes into another network while somebody copies from it: same process, same connections, another address.</summary>
public sealed class MoveTests(ITestOutputHelper output)
{
    private const int FileBytes = 24_000_000;
    private const int NewBytes = 2_000_000;

    /// <summary>Meant are 5 s, and on a quiet machine it is less, as the message says; other tests may use the processors meanwhile, so ten times as long is no fault of the node.</summary>
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(50);

    [Fact]
    public async Task A_source_whose_address_changes_is_copied_from_again_within_seconds()
    {
        Assert.SkipUnless(NetNamespace.Problem is null, NetNamespace.Problem ?? "");
        using var network = new TapSwitch();
        using var indexHost = NetNamespace.Add(network, "10.98.0.1");
        using var bobHost = NetNamespace.Add(network, "10.98.0.2");
        using var aliceHost = NetNamespace.Add(network, "10.98.0.3");
        var indexServer = $"{indexHost.Address}:{NamespaceNode.PeerPort}";
        await using var index = new NamespaceNode(indexHost, null);
        await using var bob = new NamespaceNode(bobHost, indexServer, "--upload-limit", "1500");
        await using var alice = new NamespaceNode(aliceHost, indexServer);
        var bytes = RandomNumberGenerator.GetBytes(FileBytes);
        bob.Share("wandering.bin", bytes);
        await index.StartAsync();
        await Task.WhenAll(bob.StartAsync(), alice.StartAsync());
        await bob.ReachabilityAsync("yes");

        var download = await alice.DownloadAsync("wandering");
        await alice.SeeDownloadAsync(download, view => BytesDone(view) > FileBytes / 8);
        var started = Stopwatch.GetTimestamp();
        bobHost.Move("10.98.0.77");
        var before = BytesDone(await alice.GetAsync($"downloads/{download}"));
        await alice.SeeDownloadAsync(download, view => BytesDone(view) >= before + NewBytes);
        var away = Stopwatch.GetElapsedTime(started) - TimeSpan.FromSeconds(NewBytes / (1_500 * 1_024.0));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: a source that moved gave again after {away.TotalSeconds:0.0} s"));

        var hash = await alice.CompletedAsync(download);
        Assert.Equal(SHA256.HashData(bytes), hash);
        Assert.Contains($"10.98.0.77:{NamespaceNode.PeerPort}", (await alice.GetAsync($"downloads/{download}")).ToString());
        Assert.InRange(away, TimeSpan.Zero, BackWithin);
    }

    private static long BytesDone(JsonElement view) => view.GetProperty("bytesDone").GetInt64();
}
