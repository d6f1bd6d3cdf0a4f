using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

public sealed class WaitingDownloadTests : IDisposable
{
    private const int SizeBytes = 400_000;
    private readonly TempFolder folder = new();
    private readonly FakeFinder finder = new() { SaysNobody = true };

    [Fact]
    public async Task A_download_that_nobody_has_waits_at_once_and_starts_within_seconds_of_a_push_without_any_query()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], add: AddFinder);
        var content = bob.Share(CopyTests.Bytes(SizeBytes));
        alice.Meet(bob);
        var id = (await alice.StartDownloadAsync(content)).Id;
        var waiting = await alice.UntilStateAsync(id, DownloadState.Waiting);
        Assert.Contains("starts the moment somebody does", waiting.Reason, StringComparison.Ordinal);
        Assert.Null(waiting.PausedBy);

        var watch = Stopwatch.StartNew();
        finder.Push(content, bob.Id);
        await alice.UntilStateAsync(id, DownloadState.Completed);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Empty(finder.Asked);
    }

    [Fact]
    public async Task A_source_that_was_dead_is_used_the_moment_it_is_said_to_be_back()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        // Rests so long that only the push can be the reason; whoever waits already asks nobody, so it is not to wait before the dial has failed.
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { SearchMs = 3_000, RestFirstMs = 3_000_000, RestMaxMs = 3_000_000, HeardRestMs = 100 }, add: AddFinder);
        var content = bob.Share(CopyTests.Bytes(SizeBytes));
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 50_000_000);
        alice.Meet(bob);
        Assert.Equal(DownloadState.Completed, (await alice.UntilStateAsync((await alice.StartDownloadAsync(bob.Share(CopyTests.Bytes(1_000, 9), "proof.bin"), bob.Id)).Id, DownloadState.Completed)).State);
        await Waiting.UntilAsync(() => bob.Uploads.Totals.SlotsUsed == 0);
        alice.Get<WebP2P.Node.Links.LinkHub>().Close(bob.Id, "the test");
        proxy.Kill();
        alice.Meet(bob, proxy.Port);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        var waiting = await alice.UntilStateAsync(id, DownloadState.Waiting);
        Assert.Contains("Its only known source", waiting.Reason, StringComparison.Ordinal);
        await Waiting.UntilAsync(() => finder.Located.Contains(bob.Id));

        alice.Meet(bob);
        finder.Push(content, bob.Id);
        await alice.UntilStateAsync(id, DownloadState.Completed);
    }

    [Fact]
    public async Task Two_thousand_downloads_wait_quietly_cost_one_query_an_interval_and_are_there_after_a_restart()
    {
        const int Downloads = 2_000;
        const int AskAgainMs = 400;
        var options = new TransferOptions { AskAgainMs = AskAgainMs };
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        var wanted = bob.Share(CopyTests.Bytes(SizeBytes));
        var watch = Stopwatch.StartNew();
        await using (var first = await TransferNode.StartAsync(folder["alice"], options, add: AddFinder))
        {
            await Task.WhenAll(Enumerable.Range(0, Downloads).Select(number => first.StartDownloadAsync(NobodyHas(number))));
            await Waiting.UntilAsync(() => first.Downloads.List(DownloadState.Waiting).Count >= SourceHunt.WatchesMax);
            finder.Asked.Clear();
            await Waiting.UntilAsync(() => finder.Asked.Count >= 3);
            var intervals = watch.ElapsedMilliseconds / AskAgainMs + 1;
            Assert.InRange(finder.Asked.Count, 3, intervals);
            Assert.All(finder.Asked, query => Assert.InRange(query.Count, 1, SourceHunt.AskedMax));
            Assert.Equal(SourceHunt.WatchesMax, finder.Watched.Count);
            Assert.Equal(3 * SourceHunt.AskedMax, finder.Asked.Take(3).SelectMany(query => query).Distinct().Count());
            Assert.Equal(Downloads, first.Downloads.List(null).Count);
            Assert.DoesNotContain(first.Downloads.List(null), view => view.State is DownloadState.Running or DownloadState.Failed or DownloadState.Verifying);
        }
        var after = new FakeFinder { SaysNobody = true };
        await using var alice = await TransferNode.StartAsync(folder["alice"], options, add: services => services.AddSingleton<ISourceFinder>(after));
        await Waiting.UntilAsync(() => alice.Downloads.List(null).Count == Downloads);
        alice.Meet(bob);
        // One that has somebody to ask is not held up by all the others.
        var id = (await alice.StartDownloadAsync(wanted, bob.Id)).Id;
        await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(SourceHunt.WatchesMax, after.Watched.Count);
    }

    [Fact]
    public async Task The_same_hash_under_another_size_is_another_content_and_disturbs_nobody()
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { SearchMs = 200 }, add: AddFinder);
        var content = bob.Share(bytes);
        alice.Meet(bob);
        var wrong = (await alice.StartDownloadAsync(content with { SizeBytes = SizeBytes + 1 }, bob.Id)).Id;
        var right = (await alice.StartDownloadAsync(content, bob.Id)).Id;

        var done = await alice.UntilStateAsync(right, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        var waiting = await alice.UntilStateAsync(wrong, DownloadState.Waiting);
        Assert.Equal(0, waiting.BytesDone);
        Assert.Equal(0, Assert.Single(waiting.Sources).BadPieces);
        var again = await alice.Downloads.StartAsync(new DownloadStart(content with { SizeBytes = SizeBytes + 1 }), default);
        Assert.Equal(wrong.ToString(), again.Refusal!.ExistingId);
    }

    public void Dispose() => folder.Dispose();

    private static ContentId NobodyHas(int number) => new(new ContentHash(new Protocols.Bytes32(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)))), 1_000_000 + number);

    private void AddFinder(IServiceCollection services) => services.AddSingleton<ISourceFinder>(finder);
}
