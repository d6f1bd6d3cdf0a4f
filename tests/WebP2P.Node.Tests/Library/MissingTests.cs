using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library;

/// <summary>Drives that are taken away and come back.</summary>
public sealed class MissingTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_folder_that_is_gone_takes_its_files_off_the_offer_and_brings_them_back_unread_by_itself()
    {
        for (var file = 0; file < 20; file++) temp.Write($"drive/{file}.txt", $"content {file}");
        await using var library = await LibraryFixture.StartAsync(temp, options => options with { DriveLookMs = 50 });
        var share = await library.ShareAsync(temp["drive"]);
        var (hashed, since) = (library.BytesHashed, library.Journal.Current);
        var content = new ContentId((await library.FilesAsync())[0].Hash, 9);
        Directory.Move(temp["drive"], temp["away"]);
        await library.UntilAsync(() => library.Shares.Find(share.Id) is { State: ShareState.Missing });
        Assert.Contains("connect the drive", library.Shares.Find(share.Id)!.Reason);
        Assert.Equal(20, library.Shares.Find(share.Id)!.Files);
        await Links.Poll.UntilAsync(() => library.Journal.Current.Version == since.Version + 20);
        Assert.Null(await library.Contents.FindAsync(content));
        await library.Get<WebP2P.Node.Library.LibraryStore>().RenumberAsync(CancellationToken.None);
        Assert.Equal(0, library.Journal.Current.Version);

        Directory.Move(temp["away"], temp["drive"]);
        await library.UntilAsync(() => library.Shares.Find(share.Id) is { State: ShareState.Ready });
        var back = await library.Journal.ChangesSinceAsync(new LibraryChanges(library.Journal.Current.LibraryId, 0, 100));
        Assert.Equal(20, back.Changes.Count(change => !change.Removed));
        Assert.NotNull(await library.Contents.FindAsync(content));
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task An_emptied_mount_point_is_a_missing_drive_also_after_a_restart()
    {
        using var drive = new Drive(temp);
        await using (var first = await LibraryFixture.StartAsync(temp))
        {
            drive.Connect();
            var share = await first.ShareAsync(temp["mount"]);
            Assert.Equal((ShareState.Ready, 3), (share.State, share.Files));
            drive.Disconnect();
            share = await first.RescanAsync(share.Id);
            Assert.Equal((ShareState.Missing, 3), (share.State, share.Files));
            Assert.Contains("drive seems to be missing", share.Reason);
        }
        await using var second = await LibraryFixture.StartAsync(temp, options => options with { DriveLookMs = 50 });
        var again = second.Shares.List().Single(share => share.Path == temp["mount"]);
        Assert.Equal(ShareState.Missing, (await second.ScannedAsync(again.Id)).State);
        drive.Connect();
        await second.UntilAsync(() => second.Shares.Find(again.Id) is { State: ShareState.Ready, Files: 3 });
        Assert.Equal(0, second.BytesHashed);
    }

    [Fact]
    public async Task Another_drive_in_the_place_is_not_taken_for_the_share()
    {
        using var drive = new Drive(temp);
        drive.Connect();
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["mount"]);
        drive.Disconnect();
        Command.Run("mount", "-t", "tmpfs", "webp2p-test", temp["mount"]);
        try
        {
            temp.Write("mount/other.txt", "of another drive");
            Assert.Equal(ShareState.Missing, (await library.RescanAsync(share.Id)).State);
            Assert.Equal(3, (await library.FilesAsync()).Count);
        }
        finally
        {
            Command.Run("umount", temp["mount"]);
        }
    }

    [Fact]
    public async Task A_folder_whose_files_were_all_deleted_is_empty_and_not_missing()
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        File.Delete(temp["music/a.txt"]);
        share = await library.RescanAsync(share.Id);
        Assert.Equal((ShareState.Ready, 0), (share.State, share.Files));
    }

    [Fact]
    public async Task A_folder_that_was_made_anew_with_other_files_is_taken_as_it_is()
    {
        temp.Write("music/a.txt", "a");
        await using var library = await LibraryFixture.StartAsync(temp);
        var share = await library.ShareAsync(temp["music"]);
        Directory.Move(temp["music"], temp["old"]);
        temp.Write("music/b.txt", "bb");
        share = await library.RescanAsync(share.Id);
        Assert.Equal(ShareState.Ready, share.State);
        Assert.Equal("b.txt", Assert.Single(await library.FilesAsync()).Name);
    }

    public void Dispose() => temp.Dispose();

    /// <summary>A folder that can be put at another place and taken away, as a drive.</summary>
    private sealed class Drive : IDisposable
    {
        private readonly TempFolder temp;
        private bool isConnected;

        public Drive(TempFolder temp)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounts a folder");
            this.temp = temp;
            for (var file = 0; file < 3; file++) temp.Write($"stick/{file}.txt", $"content {file}");
            temp.MakeFolder("mount");
        }

        public void Connect()
        {
            Command.Run("mount", "--bind", temp["stick"], temp["mount"]);
            isConnected = true;
        }

        public void Disconnect()
        {
            Command.Run("umount", "--lazy", temp["mount"]);
            isConnected = false;
        }

        public void Dispose()
        {
            if (isConnected) Disconnect();
        }
    }
}
