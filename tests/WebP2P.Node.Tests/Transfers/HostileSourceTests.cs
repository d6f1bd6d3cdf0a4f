using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

public sealed class HostileSourceTests : IDisposable
{
    private const int SizeBytes = 2_000_000;
    private readonly TempFolder folder = new();

    [Theory]
    [InlineData(Hostility.Missing)]
    [InlineData(Hostility.WholeInsteadOfRange)]
    [InlineData(Hostility.ShortBody)]
    [InlineData(Hostility.LongBody)]
    [InlineData(Hostility.OtherRange)]
    [InlineData(Hostility.WrongBytes)]
    [InlineData(Hostility.WrongStatus)]
    [InlineData(Hostility.ServerError)]
    [InlineData(Hostility.Silence)]
    [InlineData(Hostility.LongLength)]
    [InlineData(Hostility.OtherSize)]
    [InlineData(Hostility.NotSatisfiable)]
    [InlineData(Hostility.NoSlot)]
    [InlineData(Hostility.Compressed)]
    [InlineData(Hostility.Redirect)]
    [InlineData(Hostility.Closes)]
    [InlineData(Hostility.HugeHeaders)]
    [InlineData(Hostility.Dripping)]
    public async Task Beside_an_honest_source_a_hostile_one_gives_nothing_and_spoils_nothing(Hostility hostility)
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        var endpoints = new HostileEndpoints(hostility, bytes);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], add: services => services.AddSingleton<IPeerEndpoints>(endpoints));
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { StallTimeoutMs = 500 });
        var content = bob.Share(bytes);
        mallory.Share(bytes);
        alice.Meet(mallory);

        var started = await alice.StartDownloadAsync(content, mallory.Id);
        await Waiting.UntilAsync(() => endpoints.Requests > 0);
        var done = await CompletedBesideAsync(alice, bob, started);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal((mallory.Id, 0L), (done.Sources[0].NodeId, done.Sources[0].BytesGiven));
        Assert.Equal(SizeBytes, done.Sources[1].BytesGiven);
        if (hostility is Hostility.ServerError or Hostility.NotSatisfiable or Hostility.NoSlot or Hostility.Closes or Hostility.Dripping) Assert.Equal(0, done.Sources[0].BadPieces);
        Assert.Equal(0, endpoints.Followed);
    }

    [Theory]
    [InlineData(Hostility.WrongBytes)]
    [InlineData(Hostility.WholeInsteadOfRange)]
    [InlineData(Hostility.LongBody)]
    [InlineData(Hostility.LongLength)]
    [InlineData(Hostility.OtherSize)]
    [InlineData(Hostility.Compressed)]
    [InlineData(Hostility.Redirect)]
    public async Task The_one_chosen_source_that_gives_wrong_answers_fails_the_download_with_the_reason(Hostility hostility)
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], add: services => services.AddSingleton<IPeerEndpoints>(new HostileEndpoints(hostility, bytes)));
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var content = mallory.Share(bytes);
        alice.Meet(mallory);

        var started = await alice.Downloads.StartAsync(new DownloadStart(content, Mode: DownloadMode.Single, Sources: [mallory.Id]), default);
        var failed = await alice.UntilStateAsync(started.Value!.Id, DownloadState.Failed);

        Assert.Contains("wrong", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(0, failed.BytesDone);
        Assert.Empty(Directory.GetFiles(alice.Folder, "file*"));
    }

    [Fact]
    public async Task An_honest_source_that_closes_the_connection_each_time_gives_everything()
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        var endpoints = new HostileEndpoints(Hostility.HonestButClosing, bytes);
        await using var bob = await TransferNode.StartAsync(folder["bob"], add: services => services.AddSingleton<IPeerEndpoints>(endpoints));
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var content = bob.Share(bytes);
        alice.Meet(bob);
        var done = await alice.UntilStateAsync((await alice.StartDownloadAsync(content, bob.Id)).Id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.InRange(endpoints.Requests, 2, int.MaxValue);
        Assert.Equal(0, done.Sources[0].BadPieces);
    }

    [Fact]
    public async Task From_an_honest_source_that_is_slow_and_never_pauses_pieces_come_whole()
    {
        var bytes = CopyTests.Bytes(131_072);
        var endpoints = new HostileEndpoints(Hostility.HonestButSlow, bytes);
        await using var bob = await TransferNode.StartAsync(folder["bob"], add: services => services.AddSingleton<IPeerEndpoints>(endpoints));
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { StallTimeoutMs = 2_000 });
        var content = bob.Share(bytes);
        alice.Meet(bob);
        var done = await alice.UntilStateAsync((await alice.StartDownloadAsync(content, bob.Id)).Id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal(0, done.Sources[0].BadPieces);
    }

    [Theory]
    [InlineData(LayerLie.OtherHashes, true)]
    [InlineData(LayerLie.TooLong, true)]
    [InlineData(LayerLie.Compressed, true)]
    [InlineData(LayerLie.Redirect, true)]
    [InlineData(LayerLie.TooShort, false)]
    [InlineData(LayerLie.Silence, false)]
    [InlineData(LayerLie.Dripping, false)]
    public async Task Hashes_of_pieces_that_prove_nothing_come_from_another_source_instead(LayerLie lie, bool isWrong)
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        var layer = new HostileLayer(lie, new Protocols.Content.PieceMap(SizeBytes).Count * 32);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], add: services => services.AddSingleton<IPeerEndpoints>(layer));
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { StallTimeoutMs = 500, SlowestBytesPerSecond = 4_096 });
        var content = bob.Share(bytes);
        mallory.Share(bytes);
        alice.Meet(mallory);
        var started = await alice.StartDownloadAsync(content, mallory.Id);
        await Waiting.UntilAsync(() => layer.Requests > 0);
        // Its answer has been judged before another one's makes it needless.
        if (isWrong) await alice.UntilAsync(started.Id, view => view.Sources is [{ BadPieces: > 0 }, ..]);
        var done = await CompletedBesideAsync(alice, bob, started);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.InRange(done.Sources[0].BadPieces, isWrong ? 1 : 0, isWrong ? 2 : 0);
    }

    [Theory]
    [InlineData(Lie.NoAnswer)]
    [InlineData(Lie.BitfieldOfAnotherLength)]
    [InlineData(Lie.BitfieldOfAnotherContent)]
    [InlineData(Lie.HasNothing)]
    [InlineData(Lie.WildRuns)]
    [InlineData(Lie.QueueForEver)]
    [InlineData(Lie.SlotWithoutBitfield)]
    [InlineData(Lie.TicketsWithoutEnd)]
    [InlineData(Lie.RefusesAlways)]
    public async Task Beside_a_source_that_lies_about_what_it_has_an_honest_one_gives_everything(Lie lie)
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        var liar = new LyingSource(lie);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], attach: liar, meetFirst: node => liar.Use(node.Get<ILinks>()));
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { StallTimeoutMs = 500 });
        var content = bob.Share(bytes);
        alice.Meet(mallory);
        var started = await alice.StartDownloadAsync(content, mallory.Id);
        await Waiting.UntilAsync(() => liar.Wants > 0);
        var done = await CompletedBesideAsync(alice, bob, started);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal((mallory.Id, 0L), (done.Sources[0].NodeId, done.Sources[0].BytesGiven));
        Assert.Equal(SizeBytes, done.Sources[1].BytesGiven);
    }

    [Fact]
    public async Task A_source_that_sends_the_bitfield_of_another_content_twice_is_left()
    {
        var liar = new LyingSource(Lie.BitfieldOfAnotherLength);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], attach: liar, meetFirst: node => liar.Use(node.Get<ILinks>()));
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var content = alice.Share(CopyTests.Bytes(SizeBytes)) with { SizeBytes = SizeBytes + 1 };
        alice.Meet(mallory);
        var started = await alice.Downloads.StartAsync(new DownloadStart(content, Mode: DownloadMode.Single, Sources: [mallory.Id]), default);
        var failed = await alice.UntilStateAsync(started.Value!.Id, DownloadState.Failed);
        Assert.Contains("bitfield", failed.Sources[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, liar.Wants);
    }

    [Fact]
    public async Task A_download_whose_only_source_lets_it_wait_for_ever_is_removed_at_once()
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        var layer = new HostileLayer(LayerLie.Silence, 32);
        await using var mallory = await TransferNode.StartAsync(folder["mallory"], add: services => services.AddSingleton<IPeerEndpoints>(layer));
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { StallTimeoutMs = 120_000 });
        var content = mallory.Share(bytes);
        alice.Meet(mallory);
        var id = (await alice.StartDownloadAsync(content, mallory.Id)).Id;
        await Waiting.UntilAsync(() => layer.Requests > 0);
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: false, default).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(Directory.GetFiles(alice.Folder));
    }

    [Fact]
    public async Task Hashes_that_come_slowly_but_come_are_waited_for()
    {
        var bytes = CopyTests.Bytes(SizeBytes);
        await using var bob = await TransferNode.StartAsync(folder["bob"], add: services => services.AddSingleton<IPeerEndpoints>(new SlowLayer(bytes)));
        await using var alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { StallTimeoutMs = 1_500, SlowestBytesPerSecond = 32 });
        var content = bob.Share(bytes);
        alice.Meet(bob);
        var done = await alice.UntilStateAsync((await alice.StartDownloadAsync(content, bob.Id)).Id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal(0, done.Sources[0].BadPieces);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The honest source is heard of only now.</summary>
    private static async Task<DownloadView> CompletedBesideAsync(TransferNode alice, TransferNode honest, DownloadView started)
    {
        alice.Meet(honest);
        alice.Get<TransferLoop>().TryPost(() => alice.Get<DownloadTable>().SourcesFound(new ContentId(started.Hash, started.Size), [honest.Id]));
        return await alice.UntilStateAsync(started.Id, DownloadState.Completed);
    }
}
