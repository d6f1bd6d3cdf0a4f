using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;

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
        alice.Meet(bob);
        alice.Get<TransferLoop>().TryPost(() => alice.Get<DownloadTable>().SourcesFound(content, [bob.Id]));
        var done = await alice.UntilStateAsync(started.Id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal((mallory.Id, 0L), (done.Sources[0].NodeId, done.Sources[0].BytesGiven));
        Assert.Equal(SizeBytes, done.Sources[1].BytesGiven);
        if (hostility == Hostility.ServerError) Assert.Equal(0, done.Sources[0].BadPieces);
    }

    [Theory]
    [InlineData(Hostility.WrongBytes)]
    [InlineData(Hostility.WholeInsteadOfRange)]
    [InlineData(Hostility.LongBody)]
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

    public void Dispose() => folder.Dispose();
}
