using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

/// <summary>The disk for downloads is full: REST says why a copy stands still, and it goes on without a hand.</summary>
public sealed class DownloadRoomTests
{
    private const string NeedsMount = "This account may not mount a small file system for the test.";
    private const int DiskMegabytes = 16;
    private const int SizeBytes = 6_000_000;

    [Fact]
    public async Task A_copy_without_room_says_so_and_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.TryMake(DiskMegabytes);
        Assert.SkipWhen(disk is null, NeedsMount);
        await using var bob = await TestNode.StartAsync("bob");
        await using var alice = await TestNode.StartAsync("alice", bob.PeerAddress, options => options with { Downloads = disk.Root });
        var bytes = RandomNumberGenerator.GetBytes(SizeBytes);
        bob.Share("room.bin", bytes);
        await bob.RescanAsync();
        disk.Fill(leaveBytes: SizeBytes);

        var found = Assert.Single((await alice.SearchAsync("room")).Results);
        var id = (await alice.PostAsync("downloads", new { hash = found.GetProperty("hash").GetString(), size = SizeBytes, name = "room.bin" })).GetProperty("id").GetString()!;
        JsonElement view = default;
        await TestNode.UntilAsync(async () => (view = await alice.GetAsync($"downloads/{id}")).GetProperty("state").GetString() == "paused");
        Assert.Equal("disk", view.GetProperty("pausedBy").GetString());
        Assert.Contains($"The disk with {disk.Root} has too little room: 6 MB are needed", view.GetProperty("reason").GetString(), StringComparison.Ordinal);

        disk.Free();
        var done = await alice.CompletedAsync(id);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
    }

    [Fact]
    public async Task A_finished_copy_that_is_moved_to_another_disk_is_still_found_and_given_from_there_also_after_a_restart()
    {
        using var disk = SmallDisk.TryMake(DiskMegabytes);
        Assert.SkipWhen(disk is null, NeedsMount);
        await using var index = await TestNode.StartAsync("index");
        await using var alice = await TestNode.StartAsync("alice", index.PeerAddress);
        var bytes = RandomNumberGenerator.GetBytes(SizeBytes);
        await using (var bob = await TestNode.StartAsync("bob", index.PeerAddress))
        {
            bob.Share("moved.bin", bytes);
            await bob.RescanAsync();
            var (search, results) = await alice.SearchAsync("moved");
            var wanted = new { hash = Assert.Single(results).GetProperty("hash").GetString(), size = SizeBytes, searchId = search };
            await alice.CompletedAsync((await alice.PostAsync("downloads", wanted)).GetProperty("id").GetString()!);
        }
        var before = (await alice.GetAsync("downloads")).GetProperty("items")[0];
        var id = before.GetProperty("id").GetString();
        using (var refused = await alice.Http.PostAsJsonAsync($"downloads/{id}/move", new { folder = "relative" }))
            Assert.Equal("folder-forbidden", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());

        await alice.PostAsync($"downloads/{id}/move", new { folder = disk.Root });
        JsonElement moved = default;
        await TestNode.UntilAsync(async () => (moved = await alice.GetAsync($"downloads/{id}")).GetProperty("state").GetString() == "completed");
        Assert.Equal(Path.Combine(disk.Root, "moved.bin"), moved.GetProperty("path").GetString());
        Assert.False(File.Exists(before.GetProperty("path").GetString()));
        Assert.Equal(before.GetProperty("pieces").ToString(), moved.GetProperty("pieces").ToString());
        await alice.StopAsync();
        await alice.StartAsync();
        await alice.RegisteredAsync();
        await using var carol = await TestNode.StartAsync("carol", index.PeerAddress);
        var (again, found) = await carol.SearchAsync("moved");
        var copy = await carol.PostAsync("downloads", new { hash = Assert.Single(found).GetProperty("hash").GetString(), size = SizeBytes, searchId = again });
        Assert.Equal(bytes, await File.ReadAllBytesAsync((await carol.CompletedAsync(copy.GetProperty("id").GetString()!)).GetProperty("path").GetString()!));

        await alice.Http.DeleteAsync($"downloads/{id}");
        await alice.RegisteredAsync();
        await carol.StopAsync();
        Assert.Empty((await index.SearchAsync("moved")).Results);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(disk.Root, "moved.bin")));
    }

    [Fact]
    public async Task A_copy_may_go_to_a_folder_on_another_disk_and_survives_being_doubted_there()
    {
        using var disk = SmallDisk.TryMake(DiskMegabytes);
        Assert.SkipWhen(disk is null, NeedsMount);
        await using var bob = await TestNode.StartAsync("bob");
        await using var alice = await TestNode.StartAsync("alice", bob.PeerAddress);
        var bytes = RandomNumberGenerator.GetBytes(SizeBytes);
        bob.Share("elsewhere.bin", bytes);
        await bob.RescanAsync();
        var found = Assert.Single((await alice.SearchAsync("elsewhere")).Results);
        var hash = found.GetProperty("hash").GetString();
        foreach (var (folder, why) in (IEnumerable<(string, string)>)[("/etc", "belongs to the system"), ("relative", "whole path"), (Path.Combine(disk.Root, "missing"), "There is no folder")])
        {
            using var refused = await alice.Http.PostAsJsonAsync("downloads", new { hash, size = SizeBytes, name = "elsewhere.bin", folder });
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("folder-forbidden", problem.GetProperty("type").GetString());
            Assert.Contains(why, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        var id = (await alice.PostAsync("downloads", new { hash, size = SizeBytes, name = "elsewhere.bin", folder = disk.Root })).GetProperty("id").GetString()!;
        var path = (await alice.CompletedAsync(id)).GetProperty("path").GetString()!;
        Assert.Equal(Path.Combine(disk.Root, "elsewhere.bin"), path);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));

        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, "broken"u8, SizeBytes / 2);
        await alice.PostAsync($"downloads/{id}/verify", new { });
        await TestNode.UntilAsync(async () => (await alice.GetAsync($"downloads/{id}")) is var view && view.GetProperty("state").GetString() == "completed" && (await File.ReadAllBytesAsync(path)).AsSpan().SequenceEqual(bytes));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(disk.Root));
    }
}
