using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

public sealed class UploadPeersTests : IAsyncDisposable
{
    private const int SizeBytes = 20_000_000;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private TransferNode bob = null!;
    private TransferNode alice = null!;
    private ContentId content;

    [Fact]
    public async Task What_a_peer_was_given_is_kept_over_a_restart_with_its_name()
    {
        await StartAsync();
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilStateAsync(id, DownloadState.Completed);
        await Waiting.UntilAsync(() => bob.BytesSent >= SizeBytes);
        var before = Assert.Single(bob.Get<IUploadPeers>().List());
        Assert.Equal((alice.Id, "alice", null), (before.NodeId, before.PeerName, before.BlockedAt));
        Assert.InRange(before.BytesSent, SizeBytes, SizeBytes * 2);
        await RestartAsync();
        Assert.Equal(before with { LastAt = null }, Assert.Single(bob.Get<IUploadPeers>().List()) with { LastAt = null });
        Assert.NotNull(Assert.Single(bob.Get<IUploadPeers>().List()).LastAt);
    }

    [Fact]
    public async Task A_peer_that_is_refused_uploads_loses_what_runs_stays_refused_over_a_restart_and_goes_on_when_let_in()
    {
        await StartAsync();
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(UploadBytesPerSecond: 1_000_000), default);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > 0);
        Assert.NotNull((await bob.Get<IUploadPeers>().BlockAsync(alice.Id, "greedy", default)).Value!.BlockedAt);
        await RefusedAsync(id);
        Assert.Equal(0, bob.Uploads.Totals.SlotsUsed);
        await RestartAsync();
        alice.Meet(bob);
        await alice.UntilTickedAsync();
        var done = alice.Downloads.Find(id)!.BytesDone;
        await alice.Downloads.PauseAsync(id, default);
        await alice.Downloads.ResumeAsync(id, default);
        await RefusedAsync(id);
        Assert.Equal((done, 0L), (alice.Downloads.Find(id)!.BytesDone, bob.BytesSent));
        Assert.Equal("greedy", Assert.Single(bob.Get<IUploadPeers>().List()).Note);
        Assert.True(await bob.Get<IUploadPeers>().UnblockAsync(alice.Id, default));
        Assert.False(await bob.Get<IUploadPeers>().UnblockAsync(alice.Id, default));
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(UploadBytesPerSecond: 0), default);
        await alice.Downloads.PauseAsync(id, default);
        await alice.Downloads.ResumeAsync(id, default);
        await alice.UntilStateAsync(id, DownloadState.Completed);
    }

    [Fact]
    public async Task An_upload_that_the_owner_ends_breaks_off_and_the_peer_hears_why()
    {
        await StartAsync();
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(UploadBytesPerSecond: 1_000_000), default);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > 0);
        Assert.True(bob.Uploads.Remove(Assert.Single(bob.Uploads.List()).Id));
        await alice.UntilAsync(id, view => view.Sources.Any(source => source.Reason == UploadRefusals.EndedReason));
        await Waiting.UntilAsync(() => bob.Uploads.List().All(upload => upload.State == UploadState.Finished));
        Assert.True(Assert.Single(bob.Uploads.List()).EndedByOwner);
        Assert.Equal(0, bob.Uploads.Totals.SlotsUsed);
    }

    [Fact]
    public async Task The_own_node_is_not_refused_and_a_note_has_200_characters()
    {
        await StartAsync();
        Assert.Equal("own-node", (await bob.Get<IUploadPeers>().BlockAsync(bob.Id, null, default)).Refusal!.Code);
        Assert.Equal("note-too-long", (await bob.Get<IUploadPeers>().BlockAsync(alice.Id, new string('x', IUploadPeers.NoteMax + 1), default)).Refusal!.Code);
        Assert.Empty(bob.Get<IUploadPeers>().List());
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bob.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        alice = await TransferNode.StartAsync(folder["alice"]);
        content = bob.Share(bytes);
        alice.Meet(bob);
    }

    private async Task RestartAsync()
    {
        await bob.DisposeAsync();
        bob = await TransferNode.StartAsync(folder["bob"]);
        Assert.Equal(content, bob.Share(bytes));
    }

    private Task<DownloadView> RefusedAsync(Guid id) =>
        alice.UntilAsync(id, view => view.Sources.Any(source => source.Reason == UploadRefusals.NoUploadsReason));
}
