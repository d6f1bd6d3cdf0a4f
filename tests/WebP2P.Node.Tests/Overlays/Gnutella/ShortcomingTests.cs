using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

/// <summary>What textbooks say that a search without a server cannot do.</summary>
public sealed class ShortcomingTests
{
    private const int FilmBytes = 6_000_000;

    [Fact]
    public async Task A_download_whose_only_neighbour_on_the_path_and_one_source_die_at_thirty_percent_ends()
    {
        using var temp = new TempFolder();
        var film = RealNode.Bytes(1, FilmBytes);
        var apart = new GnutellaOptions { DialsHosts = false };
        var film1 = ("long film.bin", film);
        await using var between = await RealNode.StartAsync(temp["between"], options => options with { Gnutella = apart });
        await using var dies = await RealNode.StartAsync(temp["dies"], options => options with { Gnutella = apart, UploadLimitKib = 600 }, null, film1);
        await using var stays = await RealNode.StartAsync(temp["stays"], options => options with { Gnutella = apart, UploadLimitKib = 600 }, null, film1);
        await using var asker = await RealNode.StartAsync(temp["asker"], options => options with { Gnutella = apart });
        // Who is a neighbour before its files are read tells of them only seconds later.
        await Task.WhenAll(dies.OffersAsync(1), stays.OffersAsync(1));
        foreach (var node in (RealNode[])[dies, stays, asker]) Assert.Null(node.Get<Node.Control.IPeers>().Add(between.Address).Refusal);
        await Task.WhenAll(between.HasNeighboursAsync(3), asker.HasNeighboursAsync(1));

        var (view, results) = await asker.SearchAsync("long film", isEnough: found => found is [{ SourceCount: 2 }]);
        var result = Assert.Single(results);
        Assert.Equal(2, result.FoundBy[0].Hops);
        var started = await asker.Downloads.StartAsync(new DownloadStart(new ContentId(result.Hash, result.Size), result.Name, SearchId: view.Id), TestContext.Current.CancellationToken);
        var download = started.Value!.Id;
        await RealNode.UntilAsync(() => Task.FromResult(asker.Downloads.Find(download)!.BytesDone >= FilmBytes * 3L / 10));
        await Task.WhenAll(between.KillAsync(), dies.KillAsync());
        Assert.Equal(film, await asker.CompletedAsync(download));
    }

    [Fact]
    public async Task While_the_index_is_away_Gnutella_goes_on_finding_and_a_slow_overlay_holds_nothing_back()
    {
        using var temp = new TempFolder();
        var song = RealNode.Bytes(2, 50_000);
        var index = await RealNode.StartAsync(temp["index"], options => options with { Overlays = ["napster", "gnutella"] });
        await using var alice = await RealNode.StartAsync(temp["alice"], options => options with { Overlays = ["napster", "gnutella"], IndexServer = index.Address }, null, ("candle song.ogg", song));
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Overlays = ["napster", "gnutella"], IndexServer = index.Address, Bootstrap = [alice.Address] });
        await alice.OffersAsync(1);
        await RealNode.UntilAsync(async () => (await bob.FiguresAsync()).Neighbours.Any(neighbour => neighbour.Node == alice.Id));
        // The index may hear of the file, and of who asks, a moment later than the neighbour.
        IReadOnlyList<SearchResult> both = [];
        await RealNode.UntilAsync(async () =>
        {
            (_, both) = await bob.SearchAsync("candle", isEnough: found => found is [{ FoundBy.Count: 2 }]);
            return both is [{ FoundBy.Count: 2 }];
        });
        Assert.Equal([OverlayKind.Napster, OverlayKind.Gnutella], both[0].FoundBy.Select(found => found.Overlay).Order());

        await index.KillAsync();
        var (view, results) = await bob.SearchAsync("candle", isEnough: found => found.Count > 0);
        Assert.Equal([OverlayKind.Gnutella], Assert.Single(results).FoundBy.Select(found => found.Overlay));
        Assert.Equal(song, await bob.DownloadAsync(view, results[0]));
    }

    [Fact]
    public async Task A_download_by_its_hash_alone_finds_its_source_over_Gnutella()
    {
        using var temp = new TempFolder();
        var tale = RealNode.Bytes(3, 200_000);
        await using var alice = await RealNode.StartAsync(temp["alice"], null, null, ("tale.txt", tale));
        await alice.OffersAsync(1);
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await bob.HasNeighboursAsync(1);
        var file = (await alice.Get<IShares>().FilesAsync(null, null, new PageRequest(null, 10), TestContext.Current.CancellationToken)).Items.Single();
        var started = await bob.Downloads.StartAsync(new DownloadStart(new ContentId(file.Hash, file.Size), "tale.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(tale, await bob.CompletedAsync(started.Value!.Id));
    }
}
