using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

public sealed class PartFileTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void Once_a_piece_is_proven_no_other_copy_writes_over_it()
    {
        var map = new PieceMap(4);
        using (var file = PartFile.Open(new DurableFile(), temp["part"], map, out var isNew))
        {
            Assert.True(isNew);
            Assert.True(file.TryWrite(0, 0, "true"u8.ToArray()));
            Assert.True(file.TryFinish(0, default));
            Assert.False(file.TryWrite(0, 0, "lies"u8.ToArray()));
            Assert.False(file.TryFinish(0, "late"u8.ToArray()));
        }
        Assert.Equal("true", File.ReadAllText(temp["part"]));
    }

    [Fact]
    public void A_second_copy_that_is_proven_first_replaces_what_the_first_one_wrote()
    {
        var map = new PieceMap(4);
        using (var file = PartFile.Open(new DurableFile(), temp["part"], map, out _))
        {
            Assert.True(file.TryWrite(0, 0, "li"u8.ToArray()));
            Assert.True(file.TryFinish(0, "true"u8.ToArray()));
            Assert.False(file.TryWrite(0, 2, "es"u8.ToArray()));
        }
        Assert.Equal("true", File.ReadAllText(temp["part"]));
    }

    [Fact]
    public void After_a_failed_sync_the_open_file_is_never_called_synced_again()
    {
        const int InputOutput = 5;
        var faults = new ScriptedFaults(temp.Root);
        var files = new DurableFile(faults);
        using (var file = PartFile.Open(files, temp["part"], new PieceMap(4), out _))
        {
            faults.Fail(FileSystemCall.Sync, 1, InputOutput, lasting: false);
            Assert.Equal(DiskTroubleKind.Broken, Assert.Throws<PartFileException>(file.Sync).Trouble.Kind);
            Assert.Equal(DiskTroubleKind.Broken, Assert.Throws<PartFileException>(file.Sync).Trouble.Kind);
        }
        using var again = PartFile.Open(files, temp["part"], new PieceMap(4), out var isNew);
        again.Sync();
        Assert.False(isNew);
    }

    [Theory]
    [InlineData(28, "is full", nameof(DiskTroubleKind.Full))]
    [InlineData(122, "quota", nameof(DiskTroubleKind.Quota))]
    [InlineData(30, "can only be read", nameof(DiskTroubleKind.ReadOnly))]
    [InlineData(13, "may not write", nameof(DiskTroubleKind.NotAllowed))]
    [InlineData(1, "may not write", nameof(DiskTroubleKind.NotAllowed))]
    [InlineData(2, "is not there", nameof(DiskTroubleKind.Gone))]
    [InlineData(27, "file of this size", nameof(DiskTroubleKind.TooLarge))]
    [InlineData(36, "name of this length", nameof(DiskTroubleKind.BadName))]
    [InlineData(5, "Input/output error", nameof(DiskTroubleKind.Broken))]
    public void Every_error_of_a_disk_has_its_sentence(int error, string says, string kind)
    {
        var faults = new ScriptedFaults(temp.Root);
        faults.Fail(FileSystemCall.Open, 1, error, lasting: false);
        var thrown = Assert.Throws<PartFileException>(() => PartFile.Open(new DurableFile(faults), temp["part"], new PieceMap(4), out _));
        Assert.Equal(kind, thrown.Trouble.Kind.ToString());
        Assert.Contains(says, thrown.Trouble.Reason, StringComparison.Ordinal);
        Assert.Contains(temp.Root, thrown.Trouble.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_the_whole_size_has_its_blocks_from_the_start()
    {
        const int SizeBytes = 3_000_000;
        var files = new DurableFile();
        using var file = PartFile.Open(files, temp["part"], new PieceMap(SizeBytes), out _);
        Assert.InRange(files.Calls.Find(temp["part"])!.Value.AllocatedBytes, SizeBytes, long.MaxValue);
    }

    public void Dispose() => temp.Dispose();
}
