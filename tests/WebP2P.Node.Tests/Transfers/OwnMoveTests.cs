using System.Net;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Identity;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

public sealed class OwnMoveTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task A_node_that_comes_into_another_network_asks_its_sources_at_once_whatever_failed_before()
    {
        // Rests so long that only the move can be the reason for another try.
        var patient = new TransferOptions { SearchMs = 500, RestFirstMs = 3_000_000, RestMaxMs = 3_000_000 };
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], patient);
        var way = bob.Plane.EndPoint!;
        var nowhere = new IPEndPoint(IPAddress.Loopback, 1);
        using var proxy = new ThrottledProxy(() => way, 50_000_000);
        alice.Meet(bob, proxy.Port);
        // Who never answered is not dialled a second time so soon.
        await alice.UntilStateAsync((await alice.StartDownloadAsync(bob.Share(CopyTests.Bytes(1_000, 9), "proof.bin"), bob.Id)).Id, DownloadState.Completed);
        await Waiting.UntilAsync(() => bob.Uploads.Totals.SlotsUsed == 0);
        way = nowhere;
        alice.Get<LinkHub>().Close(bob.Id, "the test");
        await Waiting.UntilAsync(() => !alice.Get<LinkHub>().IsLinked(bob.Id));
        var id = (await alice.StartDownloadAsync(bob.Share(CopyTests.Bytes(400_000)), bob.Id)).Id;
        await alice.UntilAsync(id, view => view.State == DownloadState.Waiting && view.Reason.Contains("Its only known source", StringComparison.Ordinal));

        way = bob.Plane.EndPoint!;
        var directory = alice.Get<PeerDirectory>();
        var own = directory.Own!;
        directory.Own = own with { Sequence = own.Sequence + 1, Value = own.Value with { Addresses = [new PeerAddress("192.0.2.7", 1)] } };
        await alice.UntilStateAsync(id, DownloadState.Completed);
    }

    public void Dispose() => folder.Dispose();
}
