using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
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

        finder.Push(content, bob.Id);
        await alice.UntilStateAsync(id, DownloadState.Completed);

        Assert.Empty(finder.Asked);
    }

    [Fact]
    public async Task A_source_that_was_dead_is_used_the_moment_it_is_said_to_be_back()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        // Rests so long that only the push can be the reason; whoever waits already asks nobody, so it is not to wait before the dial has failed.
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { SearchMs = 10_000, RestFirstMs = 3_000_000, RestMaxMs = 3_000_000, HeardRestMs = 100 }, add: AddFinder);
        var content = bob.Share(CopyTests.Bytes(SizeBytes));
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 50_000_000);
        alice.Meet(bob);
        Assert.Equal(DownloadState.Completed, (await alice.UntilStateAsync((await alice.StartDownloadAsync(bob.Share(CopyTests.Bytes(1_000, 9), "proof.bin"), bob.Id)).Id, DownloadState.Completed)).State);
        await Waiting.UntilAsync(() => bob.Uploads.Totals.SlotsUsed == 0);
        // A link that ends is there until the other side has closed it too, and would answer the next dial.
        Assert.True(alice.Get<LinkHub>().Close(bob.Id, "the test"));
        await Waiting.UntilAsync(() => !alice.Get<LinkHub>().IsLinked(bob.Id));
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
    public async Task The_end_of_an_earlier_link_that_is_told_late_does_not_end_the_wait_for_a_dial()
    {
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { RestFirstMs = 3_000_000, RestMaxMs = 3_000_000 }, add: AddFinder);
        using var deadline = new CancellationTokenSource(Waiting.Deadline);
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var bob = new NodeId(new Protocols.Bytes32(CopyTests.Bytes(32)));
        alice.Meet(bob, ((IPEndPoint)mute.LocalEndpoint).Port, "bob");
        _ = await alice.StartDownloadAsync(NobodyHas(1), bob);
        var dialled = await mute.AcceptSocketAsync(deadline.Token);

        alice.Get<TransferPlane>().Unlinked(bob, "an earlier link");
        mute.Stop();
        dialled.Dispose();

        await Waiting.UntilAsync(() => finder.Located.Contains(bob));
    }

    [Fact]
    public async Task Of_thousands_that_wait_each_is_watched_they_cost_one_query_an_interval_and_each_starts_when_it_is_pushed_also_after_a_restart()
    {
        const int Downloads = 2_000;
        const int AskAgainMs = 400;
        var options = new TransferOptions { AskAgainMs = AskAgainMs };
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        var real = new[] { 0, Downloads / 2, Downloads - 1 }.ToDictionary(number => number, number => bob.Share(CopyTests.Bytes(SizeBytes, number), $"{number}.bin"));
        var ids = new Guid[Downloads];
        var watch = Stopwatch.StartNew();
        await using (var first = await TransferNode.StartAsync(folder["alice"], options, add: AddFinder))
        {
            await Task.WhenAll(Enumerable.Range(0, Downloads).Select(async number => ids[number] = (await first.StartDownloadAsync(real.GetValueOrDefault(number, NobodyHas(number)))).Id));
            await Waiting.UntilAsync(() => first.Downloads.List(DownloadState.Waiting).Count == Downloads, minutes: 5);
            Assert.Equal(Downloads, finder.Watched.Count);
            finder.Asked.Clear();
            await Waiting.UntilAsync(() => finder.Asked.Count >= 3);
            Assert.InRange(finder.Asked.Count, 3, watch.ElapsedMilliseconds / AskAgainMs + 1);
            Assert.All(finder.Asked, query => Assert.InRange(query.Count, 1, SourceHunt.AskedMax));
            Assert.Equal(3 * SourceHunt.AskedMax, finder.Asked.Take(3).SelectMany(query => query).Distinct().Count());
            first.Meet(bob);
            await CompletesAsync(first, finder, 0);
        }
        var after = new FakeFinder { SaysNobody = true };
        await using var alice = await TransferNode.StartAsync(folder["alice"], options, add: services => services.AddSingleton<ISourceFinder>(after));
        await Waiting.UntilAsync(() => after.Watched.Count == Downloads - 1 && alice.Downloads.List(DownloadState.Waiting).Count == Downloads - 1, minutes: 5);
        alice.Meet(bob);
        await CompletesAsync(alice, after, Downloads / 2);
        await CompletesAsync(alice, after, Downloads - 1);

        async Task CompletesAsync(TransferNode node, FakeFinder from, int number)
        {
            from.Push(real[number], bob.Id);
            await node.UntilStateAsync(ids[number], DownloadState.Completed);
        }
    }

    [Fact]
    public async Task What_waits_beyond_the_watches_is_asked_for_first_and_starts_when_the_answer_names_somebody()
    {
        const int Downloads = 250;
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { AskAgainMs = 200, SearchMs = 200, WatchesMax = 50 }, add: AddFinder);
        alice.Meet(bob);
        for (var number = 0; number < Downloads; number++) await alice.StartDownloadAsync(NobodyHas(number));
        await Waiting.UntilAsync(() => alice.Downloads.List(DownloadState.Waiting).Count == Downloads);
        var wanted = bob.Share(CopyTests.Bytes(SizeBytes));
        finder.Asking = asked =>
        {
            if (asked.Contains(wanted)) finder.Push(wanted, bob.Id);
        };
        var id = (await alice.StartDownloadAsync(wanted)).Id;
        Assert.DoesNotContain(wanted, finder.Watched.Keys);
        finder.Asked.Clear();

        await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(50, finder.Watched.Count);
        await Waiting.UntilAsync(() => finder.Asked.Count >= 4);
        var full = finder.Asked.Where(query => query.Count == SourceHunt.AskedMax).ToList();
        Assert.NotEmpty(full);
        Assert.All(full, query => Assert.Equal(SourceHunt.WatchedAskedMax, query.Count(finder.Watched.ContainsKey)));
    }

    [Fact]
    public async Task Downloads_that_stand_in_line_for_long_step_aside_for_one_that_somebody_gives()
    {
        var liar = new LyingSource(Lie.QueueForEver);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], attach: liar, meetFirst: node => liar.Use(node.Get<Node.Links.ILinks>()));
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { InLineMax = 3, InLineMs = 500 }, add: AddFinder);
        alice.Meet(mallory);
        alice.Meet(bob);
        for (var number = 0; number < 3; number++) await alice.StartDownloadAsync(NobodyHas(number), mallory.Id);
        await Waiting.UntilAsync(() => alice.Downloads.List(DownloadState.Waiting).Count(view => view.Reason.Contains("slot", StringComparison.Ordinal)) == 3);
        var id = (await alice.StartDownloadAsync(bob.Share(CopyTests.Bytes(SizeBytes)), bob.Id)).Id;
        await alice.UntilStateAsync(id, DownloadState.Completed);
        // One look: between two of them a download may go from one state to another.
        Assert.Equal(3, alice.Downloads.List(null).Count(view => view.State is DownloadState.Waiting or DownloadState.Queued or DownloadState.Searching));
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
