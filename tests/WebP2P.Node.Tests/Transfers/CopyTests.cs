using WebP2P.Node.Control;

namespace WebP2P.Node.Tests.Transfers;

public sealed class CopyTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_001)]
    public async Task A_file_is_copied_from_one_source_and_shared_from_then_on(int size)
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var alice = await TransferNode.StartAsync(folder["alice"]);
        var bytes = Bytes(size);
        var content = bob.Share(bytes);
        alice.Meet(bob);

        var started = await alice.StartDownloadAsync(content, bob.Id);
        var done = await alice.UntilStateAsync(started.Id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.Equal([Path.Combine(alice.Folder, "file.bin")], Directory.GetFiles(alice.Folder));
        Assert.NotNull(await alice.Library.FindAsync(content, default));
        await Waiting.UntilAsync(() => bob.BytesSent == size);
        Assert.Equal(size, Assert.Single(done.Sources).BytesGiven);
        Assert.All(done.Pieces, run => Assert.Equal((PieceState.Verified, 0), (run.State, run.Source!.Value)));
    }

    public void Dispose() => folder.Dispose();

    internal static byte[] Bytes(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
