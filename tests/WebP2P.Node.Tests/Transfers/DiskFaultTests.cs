using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Single calls of a copy fail, one after another: it is never called complete while it is not, and ends exact by itself.</summary>
public sealed class DiskFaultTests : IAsyncLifetime
{
    private const int SizeBytes = 4_000_000;
    private const int Calls = 200;
    private const int Seed = 4;
    private const int InputOutput = 5, NoAccess = 13, NoSpace = 28, ReadOnlyDisk = 30, OverQuota = 122;

    private static readonly int[] Errors = [InputOutput, NoSpace, ReadOnlyDisk, OverQuota, NoAccess];
    private static readonly TransferOptions Quick = new() { DiskRetryMs = 10, DiskRetryMaxMs = 100, CommitBytes = 256 * 1024, CommitMs = 50 };

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private ScriptedFaults faults = null!;
    private TransferNode bob = null!, alice = null!;
    private ContentId content;
    private IDisposable watching = null!;
    private int falselyCompleted;
    private int pauses;

    public async ValueTask InitializeAsync()
    {
        faults = new ScriptedFaults(folder["alice/downloads"]);
        bob = await TransferNode.StartAsync(folder["bob"]);
        alice = await TransferNode.StartAsync(folder["alice"], Quick, add: services => services.AddSingleton(new DurableFile(faults)));
        alice.Meet(bob);
        content = bob.Share(bytes);
        watching = alice.Feed.Subscribe(entry =>
        {
            if (entry.Event is DownloadStateChanged { State: DownloadState.Completed } done && !IsExact(done.Download.Path)) Interlocked.Increment(ref falselyCompleted);
        });
    }

    [Fact]
    public async Task Whichever_call_fails_once_the_copy_ends_exact_by_itself()
    {
        var dice = new Random(Seed);
        var hits = 0;
        for (var nth = 1; nth <= Calls; nth++)
        {
            var error = Errors[dice.Next(Errors.Length)];
            faults.Fail(null, nth, error, lasting: false);
            await CopyAsync($"call {nth} failed with {error} (seed {Seed})");
            hits += faults.Failures;
        }
        Assert.InRange(hits, Calls / 3, Calls);
    }

    [Fact]
    public async Task While_every_call_from_one_on_fails_it_is_paused_with_a_sentence_and_then_goes_on()
    {
        var dice = new Random(Seed);
        var faulty = 0;
        for (var nth = 1; nth <= Calls; nth += 1 + dice.Next(8))
        {
            var error = Errors[dice.Next(Errors.Length)];
            await PausedAsync(null, nth, error);
            faulty += Math.Sign(faults.Failures);
        }
        Assert.InRange(pauses, faulty * 3 / 4, faulty);
    }

    [Theory]
    [InlineData(nameof(FileSystemCall.MakeFolder), 1)]
    [InlineData(nameof(FileSystemCall.Open), 1)]
    [InlineData(nameof(FileSystemCall.Allocate), 1)]
    [InlineData(nameof(FileSystemCall.Stat), 12)]
    [InlineData(nameof(FileSystemCall.Write), 3)]
    [InlineData(nameof(FileSystemCall.Read), 3)]
    [InlineData(nameof(FileSystemCall.Sync), 6)]
    [InlineData(nameof(FileSystemCall.SyncFolder), 2)]
    [InlineData(nameof(FileSystemCall.Rename), 1)]
    public async Task A_call_that_always_fails_never_lets_a_copy_complete(string call, int first)
    {
        for (var nth = 1; nth <= first; nth++)
        {
            foreach (var error in Errors) await PausedAsync(Enum.Parse<FileSystemCall>(call), nth, error);
        }
    }

    [Fact]
    public async Task A_rename_that_would_cross_disks_is_made_beside_the_unfinished_file()
    {
        const int OtherDevice = 18;
        faults.Fail(FileSystemCall.Rename, 1, OtherDevice, lasting: false);
        await CopyAsync("the rename crossed disks");
        Assert.Equal(1, faults.Failures);
    }

    public async ValueTask DisposeAsync()
    {
        faults.Heal();
        watching.Dispose();
        await alice.DisposeAsync();
        await bob.DisposeAsync();
        folder.Dispose();
    }

    private async Task CopyAsync(string what)
    {
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await EndAsync(id, what);
    }

    private async Task PausedAsync(FileSystemCall? call, int nth, int error)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{call?.ToString() ?? "any call"} from {nth} on failed with {error} (seed {Seed})");
        faults.Fail(call, nth, error, lasting: true);
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        var seen = await alice.UntilAsync(id, view => view.State is DownloadState.Paused or DownloadState.Completed);
        // A call that only looks after the disks may be the one that failed, at the very end.
        if (faults.Failures > 0 && (nth == 1 || seen.State == DownloadState.Paused))
        {
            Assert.True(seen.State == DownloadState.Paused, $"{what}: {seen}");
            pauses++;
            Assert.Equal(PausedBy.Disk, seen.PausedBy);
            Assert.EndsWith(".", seen.Reason, StringComparison.Ordinal);
        }
        faults.Heal();
        await EndAsync(id, what);
    }

    private async Task EndAsync(Guid id, string what)
    {
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);
        Assert.True(IsExact(done.Path), what);
        Assert.Equal(0, falselyCompleted);
        Assert.Equal(["file.bin"], Directory.GetFileSystemEntries(alice.Folder).Select(Path.GetFileName));
        faults.Heal();
        Assert.Null(await alice.Downloads.RemoveAsync(id, deleteFile: true, default));
    }

    private bool IsExact(string path) => File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
}
