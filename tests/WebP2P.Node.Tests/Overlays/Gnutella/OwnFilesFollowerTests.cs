using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Library;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Node.Storage.Rows;
using WebP2P.Node.Tests.Library;
using WebP2P.Node.Tests.Links;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

public sealed class OwnFilesFollowerTests
{
    [Fact]
    public async Task Own_files_follow_the_library()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["music"]);
        await File.WriteAllTextAsync(temp["music/blue song.txt"], "blue", TestContext.Current.CancellationToken);
        await using var library = await LibraryFixture.StartAsync(temp, temp["music"]);
        var files = new OwnFiles();
        await using var follower = new OwnFilesFollower(library.Journal, files, TimeProvider.System, NullLogger<OwnFilesFollower>.Instance);
        follower.Start();
        await Poll.UntilAsync(() => Names(files).SequenceEqual(["blue song.txt"]));

        File.Delete(temp["music/blue song.txt"]);
        await File.WriteAllTextAsync(temp["music/red song.txt"], "red", TestContext.Current.CancellationToken);
        await library.RescanAsync(library.Shares.List().Single(share => share.Path == temp["music"]).Id);
        await Poll.UntilAsync(() => Names(files).SequenceEqual(["red song.txt"]));
    }

    [Fact]
    public async Task More_removals_than_the_journal_remembers_begin_anew()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp["music"]);
        await using var library = await LibraryFixture.StartAsync(temp);
        var store = library.Get<LibraryStore>();
        var files = new OwnFiles();
        await using var follower = new OwnFilesFollower(library.Journal, files, TimeProvider.System, NullLogger<OwnFilesFollower>.Instance);
        await store.CommitAsync([], [.. Enumerable.Range(0, 2 * LibraryStore.TombstonesMax + 50).Select(number => Row(number))], TestContext.Current.CancellationToken);
        await store.CommitAsync([.. Enumerable.Range(1, 2 * LibraryStore.TombstonesMax).Select(id => (long)id)], [], TestContext.Current.CancellationToken);
        Assert.True(store.ForgottenVersion > 0);
        follower.Start();
        await Poll.UntilAsync(() => files.Count == 50);
    }

    private static FileRow Row(int number) => new()
    {
        RelativePath = $"song {number}.txt",
        Name = $"song {number}.txt",
        Folder = "music",
        Size = 5,
        Hash = [.. BitConverter.GetBytes(number), .. new byte[28]],
        Complete = true,
    };

    private static IEnumerable<string> Names(OwnFiles files) =>
        Query.TryParse("song", out var query, out _) ? files.Match(query!, 100, out _).Select(file => file.Name) : [];
}
