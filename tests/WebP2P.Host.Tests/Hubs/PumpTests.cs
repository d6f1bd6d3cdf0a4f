using Microsoft.Extensions.Time.Testing;
using WebP2P.Host.Hubs;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Hubs;

public sealed class PumpTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);
    private readonly NodeFeed feed;

    public PumpTests() => feed = new NodeFeed(time);

    [Fact]
    public async Task Figures_come_four_times_a_second_and_the_newest_wins()
    {
        using var pump = new Pump(feed, time);
        pump.Follow(happened => happened);
        await using var reader = pump.ReadAllAsync(default).GetAsyncEnumerator();
        feed.Publish(Figures(1));
        await Next(reader);
        foreach (var bytes in new[] { 2, 3, 4 }) feed.Publish(Figures(bytes));
        var next = reader.MoveNextAsync().AsTask();
        time.Advance(Pump.FigureInterval - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await next.Soon());
        Assert.Equal(4, Assert.Single(((DownloadsChanged)reader.Current.Event).Downloads).BytesDone);
    }

    [Fact]
    public async Task Changes_of_state_do_not_wait_for_figures()
    {
        using var pump = new Pump(feed, time);
        pump.Follow(happened => happened);
        await using var reader = pump.ReadAllAsync(default).GetAsyncEnumerator();
        feed.Publish(Figures(1));
        await Next(reader);
        feed.Publish(Figures(2));
        feed.Publish(new SharesChanged([]));
        Assert.IsType<SharesChanged>(await Next(reader));
    }

    [Fact]
    public void Hits_are_gathered_not_replaced_and_come_before_the_end()
    {
        var id = Guid.NewGuid();
        var pending = new PendingEvents();
        pending.Add(Entry(new SearchHits(id, [Hit(1, 1), Hit(2, 1)])));
        pending.Add(Entry(new SearchHits(id, [Hit(2, 2), Hit(3, 1)])));
        pending.Add(Entry(new SearchEnded(id, View(id))));
        var hits = Assert.IsType<SearchHits>(pending.TakeState()!.Event).Hits;
        Assert.Equal([(1L, 1), (2L, 2), (3L, 1)], hits.Select(hit => (hit.Number, hit.SourceCount)).Order());
        Assert.IsType<SearchEnded>(pending.TakeState()!.Event);
        Assert.False(pending.HasFigures);
    }

    [Fact]
    public void Figures_older_than_a_downloads_end_are_not_told_after_it()
    {
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        var pending = new PendingEvents();
        pending.Add(Entry(new DownloadsChanged([Download(mine, 1), Download(other, 2)])));
        pending.Add(Entry(new DownloadRemoved(mine)));
        Assert.IsType<DownloadRemoved>(pending.TakeState()!.Event);
        Assert.Equal([other], ((DownloadsChanged)Assert.Single(pending.TakeFigures()).Event).Downloads.Select(download => download.Id));
    }

    [Fact]
    public void Figures_of_several_downloads_are_told_together()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        var pending = new PendingEvents();
        pending.Add(Entry(new DownloadsChanged([Download(one, 1)])));
        pending.Add(Entry(new DownloadsChanged([Download(two, 1)])));
        pending.Add(Entry(new DownloadsChanged([Download(one, 5)])));
        var figures = ((DownloadsChanged)Assert.Single(pending.TakeFigures()).Event).Downloads;
        Assert.Equal([(one, 5L), (two, 1L)], figures.Select(download => (download.Id, download.BytesDone)).OrderByDescending(download => download.BytesDone));
    }

    [Fact]
    public void A_reader_that_is_too_slow_is_told_to_read_anew()
    {
        var pending = new PendingEvents();
        for (var number = 0; number <= PendingEvents.StatesMax; number++) pending.Add(Entry(new SharesChanged([])));
        Assert.IsType<Reset>(pending.TakeState()!.Event);
        Assert.Null(pending.TakeState());
        pending.Add(Entry(new SharesChanged([])));
        Assert.IsType<SharesChanged>(pending.TakeState()!.Event);
    }

    [Fact]
    public void What_happens_while_the_past_is_read_comes_after_it_and_is_not_lost()
    {
        using var pump = new Pump(feed, time);
        feed.Publish(new DownloadRemoved(Guid.Empty));
        var (replayed, _) = pump.Follow(happened => happened, new FeedPoint(feed.Epoch, 0), () =>
        {
            feed.Publish(new SharesChanged([]));
            return [new SearchHits(Guid.Empty, [])];
        });
        Assert.Equal(1, replayed);
        var reader = pump.ReadAllAsync(default).GetAsyncEnumerator();
        Assert.IsType<DownloadRemoved>(Now(reader));
        Assert.IsType<SharesChanged>(Now(reader));
        Assert.IsType<SearchHits>(Now(reader));
    }

    private static NodeEvent Now(IAsyncEnumerator<FeedEntry> reader)
    {
        var moved = reader.MoveNextAsync();
        Assert.True(moved.IsCompletedSuccessfully);
        return reader.Current.Event;
    }

    private static async Task<NodeEvent> Next(IAsyncEnumerator<FeedEntry> reader)
    {
        Assert.True(await reader.MoveNextAsync().AsTask().Soon());
        return reader.Current.Event;
    }

    private static FeedEntry Entry(NodeEvent happened) => new("epoch", 1, DateTimeOffset.UnixEpoch, happened);

    private static DownloadsChanged Figures(long bytes) => new([Download(Guid.Empty, bytes)]);

    private static SearchView View(Guid id) => new(id, "x", SearchState.Completed, DateTimeOffset.UnixEpoch, 1, 3, 1, []);

    private static SearchResult Hit(long number, int sources)
    {
        var content = FakeShares.Content((byte)number, 10);
        return new SearchResult(number, content.Hash, content.SizeBytes, "x", ["x"], default, sources, 1, [], [], LocalState.None);
    }

    private static DownloadView Download(Guid id, long bytes)
    {
        var content = FakeShares.Content(1, 100);
        return new DownloadView(id, content.Hash, content.SizeBytes, "x", DownloadState.Running, "Runs.", null, DownloadMode.Multi, bytes, 16, "/x", 0, null, DateTimeOffset.UnixEpoch, null, [], []);
    }
}
