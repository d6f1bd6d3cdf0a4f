using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Who copies gives to others what it has so far, until the last step and over it.</summary>
public sealed class HandingOnTests : IAsyncLifetime
{
    private const int SizeBytes = 8_000_000;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private TransferNode bob = null!, alice = null!, carol = null!;
    private ThrottledProxy proxy = null!;
    private ContentId content;

    public async ValueTask InitializeAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        alice = await TransferNode.StartAsync(folder["alice"], new TransferOptions { CommitBytes = long.MaxValue, CommitMs = int.MaxValue });
        carol = await TransferNode.StartAsync(folder["carol"]);
        content = bob.Share(bytes);
        proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 2_000_000);
        carol.Meet(alice);
    }

    [Fact]
    public async Task Who_still_copies_already_gives_what_is_verified()
    {
        alice.Meet(bob, proxy.Port);
        // The copy cannot end before the other one began, however long that takes.
        proxy.HoldAfter(SizeBytes / 2);
        var first = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(first, view => view.BytesDone > 0);
        Assert.True(alice.Library.Partial.ContainsKey(content));
        var second = (await carol.StartDownloadAsync(content, alice.Id)).Id;
        await carol.UntilAsync(second, view => view.BytesDone > 0);
        Assert.NotEqual(DownloadState.Completed, alice.Downloads.Find(first)!.State);
        proxy.IsHeld = false;
        await EndsAsync(second);
    }

    [Fact]
    public async Task What_has_its_last_name_already_and_is_not_in_the_library_yet_is_given_all_the_same()
    {
        var noted = new TaskCompletionSource();
        alice.Library.Completing = noted.Task;
        alice.Meet(bob);
        var first = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await Waiting.UntilAsync(() => File.Exists(Path.Combine(alice.Folder, "file.bin")));
        Assert.Null(await alice.Library.FindAsync(content, default));
        var second = (await carol.StartDownloadAsync(content, alice.Id)).Id;
        await EndsAsync(second);
        Assert.Equal(DownloadState.Verifying, alice.Downloads.Find(first)!.State);
        noted.SetResult();
        await alice.UntilStateAsync(first, DownloadState.Completed);
    }

    [Fact]
    public async Task Another_file_under_either_name_is_not_given()
    {
        alice.Meet(bob, proxy.Port);
        proxy.HoldAfter(SizeBytes / 2);
        var first = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(first, view => view.BytesDone > 0);
        var foreign = folder.Write("foreign", "");
        await File.WriteAllBytesAsync(foreign, CopyTests.Bytes(SizeBytes, 9));
        File.Copy(foreign, Path.Combine(alice.Folder, "file.bin"));
        File.Move(foreign, Directory.GetFiles(alice.Folder, ".webp2p-*").Single(), overwrite: true);

        var second = (await carol.StartDownloadAsync(content, alice.Id)).Id;
        await carol.UntilAsync(second, view => view.Sources.Any(source => source.Reason.Contains("no longer has", StringComparison.Ordinal)));
        var source = Assert.Single(carol.Downloads.Find(second)!.Sources);
        Assert.Equal((0, 0L), (source.BadPieces, source.BytesGiven));
    }

    public async ValueTask DisposeAsync()
    {
        await carol.DisposeAsync();
        await alice.DisposeAsync();
        proxy.Dispose();
        await bob.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Exact, and nothing was given twice.</summary>
    private async Task EndsAsync(Guid download)
    {
        var done = await carol.UntilStateAsync(download, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        await Waiting.UntilAsync(() => alice.BytesSent >= SizeBytes);
        Assert.Equal(SizeBytes, alice.BytesSent);
    }
}
