using WebP2P.Node.Control;

namespace WebP2P.Node.Tests.Library;

public sealed class WatchTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task A_new_file_a_changed_one_and_a_deleted_one_are_noticed()
    {
        temp.Write("music/old.txt", "old");
        temp.Write("music/gone.txt", "gone");
        await using var library = await StartAsync();
        await library.ShareAsync(temp["music"]);
        temp.Write("music/deep/er/new.txt", "new");
        File.WriteAllText(temp["music/old.txt"], "older");
        File.Delete(temp["music/gone.txt"]);
        await library.HasAsync("music/deep/er/new.txt:3", "music/old.txt:5");
    }

    [Fact]
    public async Task Only_the_changed_folder_is_read_and_a_renamed_folder_is_not_hashed()
    {
        for (var file = 0; file < 10; file++) temp.Write($"music/a/{file}.txt", $"content {file}");
        temp.Write("music/b/b.txt", "b");
        await using var library = await StartAsync();
        await library.ShareAsync(temp["music"]);
        var hashed = library.BytesHashed;
        Directory.Move(temp["music/a"], temp["music/c"]);
        await library.HasAsync([.. Enumerable.Range(0, 10).Select(file => $"music/c/{file}.txt:9"), "music/b/b.txt:1"]);
        Assert.Equal(hashed, library.BytesHashed);
    }

    [Fact]
    public async Task A_file_that_is_being_written_waits_until_it_rests()
    {
        temp.MakeFolder("music");
        await using var library = await StartAsync(quietMs: 5_000);
        var share = await library.ShareAsync(temp["music"]);
        using (var file = File.Create(temp["music/slow.bin"]))
        {
            // It is written on and on until it is looked at, however late that is.
            var seen = library.UntilAsync(() => library.Shares.Find(share.Id)!.Skipped.Any(skipped => skipped.Reason.Contains("still being written", StringComparison.Ordinal)));
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (!seen.IsCompleted)
            {
                file.Position = 0;
                file.Write(new byte[1000]);
                file.Flush();
                await timer.WaitForNextTickAsync();
            }
            await seen;
            Assert.Equal(0, library.BytesHashed);
            file.Write(new byte[24]);
        }
        await library.HasAsync("music/slow.bin:1024");
        Assert.Equal(1024, library.BytesHashed);
        Assert.Empty(library.Shares.Find(share.Id)!.Skipped);
    }

    [Fact]
    public async Task A_share_with_too_many_folders_says_that_it_is_not_watched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes many folders");
        temp.MakeFolder("music");
        Command.Run("bash", "-c", $"cd '{temp["music"]}' && seq 1 50001 | xargs mkdir");
        await using var library = await StartAsync();
        var share = await library.ShareAsync(temp["music"]);
        Assert.Equal(ShareState.Ready, share.State);
        Assert.Contains("more than 50,000 folders", share.Reason);
        Assert.Contains("every 60 minutes", share.Reason);
    }

    [Fact]
    public async Task What_no_watch_told_is_found_by_the_next_round()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        temp.MakeFolder("music");
        await using var library = await LibraryFixture.StartAsync(temp, options => options with { Watch = false, RescanMinutes = 10 }, time);
        await library.ShareAsync(temp["music"]);
        await library.AllScannedAsync();
        temp.Write("music/new.txt", "new");
        var minutes = 0;
        // The round runs beside the test, which advances the clock until it has come.
        for (var end = DateTime.UtcNow.AddSeconds(60); (await library.FilesAsync()).Count == 0 && DateTime.UtcNow < end; minutes++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await library.AllScannedAsync();
        }
        Assert.Single(await library.FilesAsync());
        Assert.InRange(minutes, 9, int.MaxValue);
    }

    public void Dispose() => temp.Dispose();

    private Task<LibraryFixture> StartAsync(int quietMs = 50) =>
        LibraryFixture.StartAsync(temp, options => options with { Watch = true, QuietMs = quietMs, GatherMs = 50 });
}
