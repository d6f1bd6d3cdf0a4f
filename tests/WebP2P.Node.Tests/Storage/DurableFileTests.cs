using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Storage;

public sealed class DurableFileTests : IDisposable
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;
    private readonly TempFolder temp = new();

    [Theory]
    [InlineData(FileSystemCall.Open)]
    [InlineData(FileSystemCall.Write)]
    [InlineData(FileSystemCall.Sync)]
    [InlineData(FileSystemCall.Rename)]
    public void A_replacement_that_fails_leaves_the_old_bytes_and_no_rest(object call)
    {
        var path = temp.Write("key", "old");
        var failing = new DurableFile(new FailingCall((FileSystemCall)call, NoSpace));
        var error = Assert.Throws<IOException>(() => failing.Replace(path, "new"u8));
        Assert.True(DurableFile.IsDiskFull(error));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(temp.Root));
    }

    [Fact]
    public void A_failed_sync_is_an_exception_with_its_error_number()
    {
        using var file = File.OpenHandle(temp["file"], FileMode.Create, FileAccess.ReadWrite);
        var failing = new DurableFile(new FailingCall(FileSystemCall.Sync, InputOutputError));
        var error = Assert.Throws<IOException>(() => failing.Sync(file, temp["file"]));
        Assert.Equal(InputOutputError, error.HResult);
        Assert.False(DurableFile.IsDiskFull(error));
        Assert.Contains(temp["file"], error.Message);
    }

    [Fact]
    public void The_system_s_own_errors_are_reported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "calls the system by itself on Linux only");
        var error = Assert.Throws<IOException>(() => new DurableFile().SyncFolder(temp["missing"]));
        Assert.Equal(2, error.HResult);
        using var pipe = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        Assert.Equal(22, Assert.Throws<IOException>(() => new DurableFile().Sync(pipe, "/dev/null")).HResult);
    }

    [Fact]
    public void A_rename_never_overwrites()
    {
        var from = temp.Write("from", "new");
        var to = temp.Write("to", "old");
        Assert.False(new DurableFile().TryRename(from, to));
        Assert.Equal("old", File.ReadAllText(to));
        Assert.True(new DurableFile().TryRename(from, temp["free"]));
        Assert.Equal("new", File.ReadAllText(temp["free"]));
        Assert.False(File.Exists(from));
    }

    [Fact]
    public void A_rename_whose_folder_cannot_be_synced_is_an_error()
    {
        var from = temp.Write("from", "new");
        var failing = new DurableFile(new FailingCall(FileSystemCall.SyncFolder, InputOutputError));
        Assert.Throws<IOException>(() => failing.TryRename(from, temp["free"]));
    }

    public void Dispose() => temp.Dispose();

    private sealed class FailingCall(FileSystemCall failing, int error) : IFileSystemFaults
    {
        public int ErrorOf(FileSystemCall call, string path) => call == failing ? error : 0;
    }
}
