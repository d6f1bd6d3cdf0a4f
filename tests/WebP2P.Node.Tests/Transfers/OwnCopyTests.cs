using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A content that is here is linked or copied: it is seen how far that is, it can be stopped, and a kill at any moment leaves nothing false.</summary>
public sealed class OwnCopyTests : IAsyncLifetime
{
    private const int Pieces = 12;
    private const int SizeBytes = Pieces * 64 * 1024 - 100;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private readonly List<DownloadView> falselyCompleted = [];
    private KilledNode killed = null!;
    private HeldDisk held = null!;
    private TransferNode alice = null!;
    private IDisposable? watching;
    private ContentId content;

    private string Own => Path.Combine(killed.Root, "own.bin");

    public async ValueTask InitializeAsync()
    {
        killed = new KilledNode(folder, "alice");
        held = new HeldDisk(Path.Combine(killed.Root, "downloads"));
        await File.WriteAllBytesAsync(Own, bytes);
        await StartAsync();
    }

    [Fact]
    public async Task A_copy_shows_how_far_it_is_in_its_row_and_by_events()
    {
        held.HoldAt(FileSystemCall.Write, Pieces / 2);
        var id = await UseAsync(OwnFileUse.Copy);
        var half = await alice.UntilAsync(id, view => view is { State: DownloadState.Verifying, BytesDone: > 0 });
        Assert.Contains("Copies from your file \"own.bin\"", half.Reason, StringComparison.Ordinal);
        Assert.InRange(half.BytesDone, 1, SizeBytes - 1);
        Assert.Contains(alice.Downloads.Pieces(id)!, run => run.State == PieceState.Verified);
        held.Release();
        await EndsExactAsync(id);
    }

    [Fact]
    public async Task A_copy_is_paused_by_the_owner_and_goes_on_where_it_was_also_after_a_restart()
    {
        held.HoldAt(FileSystemCall.Write, Pieces / 2);
        var id = await UseAsync(OwnFileUse.Copy);
        await Waiting.UntilAsync(() => held.HasCome);
        Assert.Equal(PausedBy.Owner, (await alice.Downloads.PauseAsync(id, default)).Value!.PausedBy);
        held.Release();
        await Waiting.UntilAsync(() => Noted(id) == Pieces / 2);
        Assert.Equal(DownloadState.Paused, alice.Downloads.Find(id)!.State);

        await RestartAsync(false);
        Assert.Equal((DownloadState.Paused, Pieces / 2 * 64 * 1024L), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.BytesDone));
        var writes = 0;
        void Count()
        {
            writes++;
            held.At(FileSystemCall.Write, 1, Count);
        }
        held.At(FileSystemCall.Write, 1, Count);
        await alice.Downloads.ResumeAsync(id, default);
        await EndsExactAsync(id);
        Assert.Equal(Pieces / 2, writes);
    }

    [Theory]
    [InlineData(OwnFileUse.Copy, FileSystemCall.Write, Pieces / 2)]
    [InlineData(OwnFileUse.Link, FileSystemCall.Link, 1)]
    public async Task What_is_removed_while_it_is_made_leaves_nothing_and_the_own_file_stays(OwnFileUse use, FileSystemCall call, int times)
    {
        held.HoldAt(call, times);
        var id = await UseAsync(use);
        await Waiting.UntilAsync(() => held.HasCome);
        var removing = alice.Downloads.RemoveAsync(id, deleteFile: false, default);
        await Waiting.UntilAsync(() => alice.Get<TransferServices>().Store.FindAsync(id).Result!.State == DownloadRemoval.Removed);
        held.Release();
        Assert.Null(await removing);
        Assert.Empty(Directory.GetFileSystemEntries(alice.Folder));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Own));
    }

    [Theory]
    [InlineData("Link", "Link", 1)]
    [InlineData("Link", "SyncFolder", 1)]
    [InlineData("Link", "MakeFolder", 1)]
    [InlineData("Copy", "Open", 1)]
    [InlineData("Copy", "Allocate", 1)]
    [InlineData("Copy", "SyncFolder", 1)]
    [InlineData("Copy", "Write", 1)]
    [InlineData("Copy", "Write", Pieces / 2)]
    [InlineData("Copy", "Write", Pieces)]
    [InlineData("Copy", "Sync", 2)]
    [InlineData("Copy", "Rename", 1)]
    [InlineData("Copy", "SyncFolder", 2)]
    public async Task A_kill_at_any_step_is_mended_at_the_next_start_and_leaves_nothing_behind(string use, string call, int nth)
    {
        held.HoldAt(Enum.Parse<FileSystemCall>(call), nth);
        var id = await UseAsync(Enum.Parse<OwnFileUse>(use));
        await Waiting.UntilAsync(() => held.HasCome);
        killed.Kill();
        held.Release();
        await alice.UntilStateAsync(id, DownloadState.Completed);
        await RestartAsync(true);

        await EndsExactAsync(id);
        Assert.Equal(["file.bin"], Directory.GetFileSystemEntries(alice.Folder).Select(Path.GetFileName));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Own));
        Assert.Empty(falselyCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        held.Release();
        watching?.Dispose();
        await alice.DisposeAsync();
        held.Dispose();
        folder.Dispose();
    }

    private async Task StartAsync()
    {
        alice = await TransferNode.StartAsync(
            killed.Root,
            new TransferOptions { CommitMs = 20 },
            add: services => services.AddSingleton(new DurableFile(held)),
            meetFirst: node => content = node.Library.Add(Own));
        watching?.Dispose();
        watching = alice.Feed.Subscribe(entry =>
        {
            if (entry.Event is DownloadStateChanged { State: DownloadState.Completed, Download: var view } && !(File.Exists(view.Path) && File.ReadAllBytes(view.Path).AsSpan().SequenceEqual(bytes))) falselyCompleted.Add(view);
        });
    }

    private async Task RestartAsync(bool isKilled)
    {
        await alice.DisposeAsync();
        if (isKilled) killed.Restore();
        await StartAsync();
    }

    private async Task<Guid> UseAsync(OwnFileUse use) => (await alice.Downloads.StartAsync(new DownloadStart(content, "file.bin") { IfHere = use }, default)).Value!.Id;

    private int Noted(Guid id)
    {
        var bitmap = alice.Get<TransferServices>().Store.FindAsync(id).Result!.Bitmap;
        return bitmap is not null && Bitfield.TryParse(bitmap, Pieces, out var noted) ? noted.Cardinality : 0;
    }

    private async Task EndsExactAsync(Guid id)
    {
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
    }
}
