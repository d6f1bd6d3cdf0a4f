using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void A_second_opener_is_told_which_process_has_the_folder()
    {
        using var first = DataFolder.Open(temp["data"]);
        var refused = Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(temp["data"]));
        Assert.Equal(Environment.ProcessId, refused.ProcessId);
        Assert.Contains($"{Environment.ProcessId}", refused.Message);
        Assert.Contains("--data", refused.Message);
    }

    [Fact]
    public void A_folder_can_be_opened_again_after_its_owner_let_go()
    {
        DataFolder.Open(temp["data"]).Dispose();
        DataFolder.Open(temp["data"]).Dispose();
    }

    [Fact]
    public void The_folder_and_its_secrets_are_for_the_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        temp.MakeFolder("data");
        using var folder = DataFolder.Open(temp["data"]);
        folder.WriteSecret("control-key", "abc"u8);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(folder.Root), 8));
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(folder.PathOf("control-key")), 8));
    }

    [Fact]
    public void A_secret_is_replaced_whole_and_leaves_nothing_beside_it()
    {
        using var folder = DataFolder.Open(temp["data"]);
        folder.WriteSecret("control-key", "first and longer"u8);
        folder.WriteSecret("control-key", "second"u8);
        Assert.Equal("second"u8.ToArray(), folder.ReadSecret("control-key"));
        Assert.Equal(["control-key", "lock", "lock.pid"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order());
    }

    public void Dispose() => temp.Dispose();
}
