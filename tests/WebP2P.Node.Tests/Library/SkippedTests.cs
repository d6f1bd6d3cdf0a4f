using System.Net.Sockets;
using System.Runtime.InteropServices;
using WebP2P.Node.Control;
using WebP2P.Node.Library;

namespace WebP2P.Node.Tests.Library;

/// <summary>Everything on a disk that is no file to share: listed with its reason, never read, never in the way.</summary>
public sealed class SkippedTests : IDisposable
{
    private const uint Nobody = 65534;

    private readonly TempFolder temp = new();

    [Fact]
    public async Task Sockets_devices_and_links_in_a_circle_are_listed()
    {
        NeedsRoot();
        temp.Write("music/good.txt", "good");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(temp["music/socket"]));
        Command.Run("mknod", temp["music/device"], "c", "1", "5");
        Command.Run("mkfifo", temp["music/pipe"]);
        File.CreateSymbolicLink(temp["music/one"], temp["music/two"]);
        File.CreateSymbolicLink(temp["music/two"], temp["music/one"]);
        Directory.CreateSymbolicLink(temp["music/self"], temp["music"]);
        var reasons = await ReasonsAsync();
        Assert.Equal("not a regular file", reasons["socket"]);
        Assert.Equal("not a regular file", reasons["device"]);
        Assert.Equal("not a regular file", reasons["pipe"]);
        Assert.Equal("links are not followed", reasons["one"]);
        Assert.Equal("links are not followed", reasons["two"]);
        Assert.Equal("links are not followed", reasons["self"]);
        Assert.Equal(6, reasons.Count);
    }

    [Fact]
    public async Task Names_that_are_not_UTF8_are_listed_and_take_no_other_files_place()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names are bytes there");
        temp.Write("music/look\uFFFDalike.txt", "the one that can be opened");
        Raw("printf other > $'look\\xffalike.txt'; printf third > $'look\\xfealike.txt'; mkdir $'folder\\xff'; printf x > $'folder\\xff/inner.txt'; printf y > $'\\xed\\xa0\\x80surrogate'");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        var file = Assert.Single(await library.FilesAsync());
        Assert.Equal(("look\uFFFDalike.txt", 26), (file.Name, file.Size));
        Assert.Equal(26, library.BytesHashed);
        Assert.Equal(4, share.Skipped.Count);
        Assert.All(share.Skipped, skipped => Assert.Equal("its name is not valid Unicode", skipped.Reason));
        Raw("rm -r *");
    }

    [Fact]
    public async Task Files_too_large_and_paths_too_long_are_listed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes a sparse file");
        temp.MakeFolder("music");
        Command.Run("truncate", "-s", "8796093022209", temp["music/large.img"]);
        var name = new string('n', 240);
        Raw(string.Join(" && ", Enumerable.Repeat($"mkdir {name} && cd {name}", 8)));
        var reasons = await ReasonsAsync();
        Assert.Equal("larger than 8 TiB", reasons["large.img"]);
        Assert.Contains("too long a path", reasons[string.Join('/', Enumerable.Repeat(name, 8))]);
        Assert.Equal(2, reasons.Count);
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_listed_and_the_rest_is_found()
    {
        NeedsRoot();
        temp.Write("music/open/a.txt", "a");
        temp.Write("music/closed/b.txt", "b");
        temp.Write("music/secret.txt", "c");
        Command.Run("chmod", "755", temp.Root);
        Command.Run("chmod", "700", temp["music/closed"]);
        Command.Run("chmod", "600", temp["music/secret.txt"]);
        List<FoundEntry> found = [];
        var (secret, open) = (true, false);
        AsNobody(() =>
        {
            found = [.. FolderWalk.Walk(temp["music"], (string _, in FileStat _) => null, CancellationToken.None)];
            secret = SharedFile.Open(temp["music"], "secret.txt", out _) is not null;
            using var file = SharedFile.Open(temp["music"], "open/a.txt", out _);
            open = file is not null;
        });
        var closed = Assert.Single(found, entry => entry.SkipReason is not null);
        Assert.Equal(("closed", "the folder cannot be read: permission denied"), (closed.RelativePath, closed.SkipReason));
        Assert.Equal(["open/a.txt", "secret.txt"], found.Where(entry => entry.SkipReason is null).Select(entry => entry.RelativePath));
        Assert.Equal((false, true), (secret, open));
    }

    [Fact]
    public async Task At_most_a_thousand_are_shown()
    {
        for (var file = 0; file < ShareComparison.SkippedMax + 5; file++) temp.Write($"music/.{file}", "");
        temp.Write("music/last.txt", "last");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        Assert.Equal(ShareComparison.SkippedMax, share.Skipped.Count);
        Assert.Equal(1, share.Files);
    }

    public void Dispose() => temp.Dispose();

    private static void NeedsRoot() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs to be root on Linux");

    /// <summary>The system asks this thread alone as another user.</summary>
    private static void AsNobody(Action action)
    {
        var thread = new Thread(() =>
        {
            _ = setfsuid(Nobody);
            action();
        });
        thread.Start();
        thread.Join();
    }

    private async Task<Dictionary<string, string>> ReasonsAsync()
    {
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        Assert.Equal(ShareState.Ready, share.State);
        return share.Skipped.ToDictionary(skipped => skipped.Path, skipped => skipped.Reason);
    }

    private void Raw(string commands) => Command.Run("bash", "-c", $"cd '{temp.MakeFolder("music")}' && {commands}");

#pragma warning disable SYSLIB1054, IDE1006 // The project of the tests has no unsafe code; the name is the system's.
    [DllImport("libc")]
    private static extern int setfsuid(uint user);
#pragma warning restore SYSLIB1054, IDE1006
}
