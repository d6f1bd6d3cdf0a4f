using System.Diagnostics;
using WebP2P.Node.Control;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Limits on real nodes. Too much can never be excused by a busy machine, too little can: the bound below is loose.</summary>
public sealed class BandwidthTests : IAsyncDisposable
{
    private const int BytesPerSecond = 2_000_000;

    /// <summary>What may be made up for after a rest, what is on its way, and the last portion.</summary>
    private const int AtOnceBytes = BytesPerSecond / 2;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(120_000_000);
    private TransferNode bob = null!;
    private TransferNode alice = null!;
    private Guid download;

    [Theory]
    [InlineData("upload")]
    [InlineData("download")]
    [InlineData("total")]
    public async Task A_limit_set_while_bytes_flow_counts_at_once_is_held_and_is_lifted_at_once(string which)
    {
        await StartAsync();
        await alice.UntilAsync(download, view => view.BytesDone > 0);
        var (node, change) = which switch
        {
            "upload" => (bob, new TransferLimitsChange(UploadBytesPerSecond: BytesPerSecond)),
            "download" => (alice, new TransferLimitsChange(DownloadBytesPerSecond: BytesPerSecond)),
            _ => (bob, new TransferLimitsChange(TotalBytesPerSecond: BytesPerSecond)),
        };
        Assert.Null((await node.Get<ITransferLimits>().SetAsync(change, default)).Refusal);
        // What was asked for before the limit may be on its way already, in buffers of the system.
        var (start, watch) = (await BytesMovedAsync(RequestTable.InFlightBytesMax), Stopwatch.StartNew());
        var moved = await BytesMovedAsync(4 * BytesPerSecond) - start;
        Assert.InRange(moved, 0.2 * BytesPerSecond * watch.Elapsed.TotalSeconds, 1.03 * BytesPerSecond * watch.Elapsed.TotalSeconds + AtOnceBytes);
        Assert.NotEqual(DownloadState.Completed, alice.Downloads.Find(download)!.State);

        Assert.Null((await node.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(0, 0, 0), default)).Refusal);
        watch.Restart();
        await alice.UntilStateAsync(download, DownloadState.Completed);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 0.8 * bytes.Length / BytesPerSecond);
    }

    [Fact]
    public async Task Limits_and_slots_are_remembered_and_an_option_counts_over_them()
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(100_000, 200_000, 300_000, 3), default);
        await bob.DisposeAsync();
        bob = await TransferNode.StartAsync(folder["bob"], configure: options => options with { DownloadLimitKib = 64 });
        Assert.Equal(new TransferLimitsView(100_000, 65_536, 300_000, 3), bob.Get<ITransferLimits>().View);
        Assert.Equal(1, bob.Get<IUploads>().Totals.Slots);
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(0, 0, 0), default);
        await Waiting.UntilAsync(() => bob.Uploads.Totals.Slots == 3);
        alice = await TransferNode.StartAsync(folder["alice"]);
    }

    [Theory]
    [InlineData(-1L, 8)]
    [InlineData(32_767L, 8)]
    [InlineData(long.MaxValue, 8)]
    [InlineData(0L, 0)]
    [InlineData(0L, 101)]
    public async Task Limits_out_of_range_are_refused_and_change_nothing(long speed, int slots)
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        alice = await TransferNode.StartAsync(folder["alice"]);
        Assert.Equal(RefusalKind.Invalid, (await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(TotalBytesPerSecond: speed, UploadSlots: slots), default)).Refusal!.Kind);
        Assert.Equal(new TransferLimitsView(0, 0, 0, 8), bob.Get<ITransferLimits>().View);
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bob.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Slow enough that the copy is not done before a limit is set.</summary>
    private async Task StartAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"], configure: options => options with { UploadLimitKib = 20_000 });
        alice = await TransferNode.StartAsync(folder["alice"]);
        var content = bob.Share(bytes);
        alice.Meet(bob);
        download = (await alice.StartDownloadAsync(content, bob.Id)).Id;
    }

    /// <summary>Bytes that arrived, when at least so many more have.</summary>
    private async Task<long> BytesMovedAsync(long more)
    {
        var before = alice.Get<WebP2P.Node.Transfers.TransferPlane>().BytesArrived;
        await Waiting.UntilAsync(() => alice.Get<WebP2P.Node.Transfers.TransferPlane>().BytesArrived >= before + more);
        return alice.Get<WebP2P.Node.Transfers.TransferPlane>().BytesArrived;
    }
}
