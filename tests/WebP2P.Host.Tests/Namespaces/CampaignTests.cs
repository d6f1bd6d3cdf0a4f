using System.Security.Cryptography;
using System.Text.Json;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>Six hosts over a bad line (40 ms, 2 % of all frames lost): one is cut off for a minute, one comes into another network, one lets nobody in. Nobody helps.</summary>
public sealed class CampaignTests : IAsyncLifetime
{
    private const int DelayMs = 20;
    private const double Loss = 0.02;
    private const int FileBytes = 8_000_000;
    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(300);

    private readonly BadLine line = new("10.97.0", DelayMs, Loss);

    public ValueTask InitializeAsync()
    {
        line.Open(6);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    /// <summary>Two minutes on a quiet machine, so <c>tests/run.sh</c> runs it only with <c>WEBP2P_SLOW=1</c>.</summary>
    [Fact]
    [Trait("Speed", "slow")]
    public async Task Over_a_bad_line_with_a_cut_and_a_move_every_copy_is_exact_without_a_hand()
    {
        Assert.SkipUnless(NetNamespace.Problem is null, NetNamespace.Problem ?? "");
        var (index, bob, carol, dave) = (Add(0), Add(1), Add(2), Add(3));
        var (alice, erin) = (Add(4), Add(5));
        var (film, song, tale) = (RandomNumberGenerator.GetBytes(FileBytes), RandomNumberGenerator.GetBytes(FileBytes), RandomNumberGenerator.GetBytes(FileBytes));
        foreach (var source in (NamespaceNode[])[bob, carol]) source.Share("long film.bin", film);
        var lone = RandomNumberGenerator.GetBytes(FileBytes);
        bob.Share("lone ranger.bin", lone);
        dave.Share("hidden tale.bin", tale);
        erin.Share("candle song.bin", song);
        dave.Host.Port.KeepsOutConnections = true;
        await index.StartAsync();
        foreach (var some in (NamespaceNode[][])[[bob, carol], [dave, alice, erin]]) await Task.WhenAll(some.Select(node => node.StartAsync()));

        line.Say("six nodes run");
        var film1 = await alice.DownloadAsync("film", sources: 2);
        var film2 = await erin.DownloadAsync("film", sources: 2);
        var tale1 = await alice.DownloadAsync("hidden");
        var song1 = await dave.DownloadAsync("candle");
        await alice.SeeDownloadAsync(film1, view => BytesDone(view) > FileBytes / 20, Deadline);
        // The last to begin, so that it is not done before the line is cut.
        var lone1 = await carol.DownloadAsync("lone");
        await carol.SeeDownloadAsync(lone1, view => BytesDone(view) > 0, Deadline);
        line.Say("bob is cut off");
        bob.Host.Port.IsCut = true;
        await erin.SeeDownloadAsync(film2, view => BytesDone(view) > FileBytes / 10, Deadline);
        line.Say("carol moves");
        carol.Host.Move("10.97.0.77");
        await HealAfterAsync(bob.Host.Port);

        line.Say("healed");
        Assert.InRange(BytesDone(await carol.GetAsync($"downloads/{lone1}")), 1, FileBytes - 1);
        Assert.Equal(SHA256.HashData(film), await alice.CompletedAsync(film1, Deadline));
        line.Say("film at alice");
        Assert.Equal(SHA256.HashData(film), await erin.CompletedAsync(film2, Deadline));
        Assert.Equal(SHA256.HashData(tale), await alice.CompletedAsync(tale1, Deadline));
        Assert.Equal(SHA256.HashData(song), await dave.CompletedAsync(song1, Deadline));
        line.Say("all but what only bob has");
        Assert.Equal(SHA256.HashData(lone), await carol.CompletedAsync(lone1, Deadline));
        line.Say($"measured: all copies exact after {line.ElapsedSeconds:0} s; {line.Network.Lost} frames lost, {line.Network.KeptOut} connections kept out");
        Assert.True(line.Network.Lost > 0 && line.Network.KeptOut > 0);
    }

    private static async Task HealAfterAsync(TapSwitch.Port port)
    {
        using var minute = new PeriodicTimer(CutFor);
        await minute.WaitForNextTickAsync();
        port.IsCut = false;
    }

    private static long BytesDone(JsonElement view) => view.GetProperty("bytesDone").GetInt64();

    private NamespaceNode Add(int host) => line.Add(host, host == 0 ? null : $"{line.Hosts[0].Address}:{NamespaceNode.PeerPort}");
}
