using Microsoft.Data.Sqlite;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexDatabaseTests : IDisposable
{
    private static readonly Presence Online = Presence.Of(NodeOf(1), NodeOf(2));

    private readonly TempFolder temp = new();

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill()
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        for (var batch = 0; batch < 5; batch++)
        {
            store.Commit(NodeOf(1), Batch(7, batch, Added($"song {batch}.mp3", batch)), Wall);
            var copied = temp.MakeFolder($"copied{batch}");
            foreach (var file in Directory.GetFiles(temp["data"], "index.db*")) System.IO.File.Copy(file, Path.Combine(copied, Path.GetFileName(file)));
            await using var restarted = await OpenAsync(copied);
            var reopened = restarted.Get<IIndexStore>();
            Assert.Equal(new RegisteredAnswer(7, batch + 1, batch + 1), reopened.Registered(NodeOf(1)));
            Assert.Equal(batch + 1, reopened.Find(Query("song"), Online, 100, Wall).Hits.Count);
        }
    }

    [Fact]
    public async Task A_batch_that_breaks_in_the_middle_leaves_nothing()
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        store.Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall);
        var broken = new FileChange(false, File("broken.txt", 3) with { Folder = null! });
        Assert.ThrowsAny<Exception>(() => store.Commit(NodeOf(1), Batch(7, 1, Removed("a.txt", 1), Added("b.txt", 2), broken), Wall));
        Assert.Equal(new RegisteredAnswer(7, 1, 1), store.Registered(NodeOf(1)));
        Assert.Equal(["a.txt"], store.Find(Query("txt"), Online, 100, Wall).Hits.Select(hit => hit.Names[0]));
        Assert.Null(store.Commit(NodeOf(1), Batch(7, 1, Added("b.txt", 2)), Wall).Refusal);
    }

    [Fact]
    public async Task A_damaged_index_is_moved_aside_and_begins_anew()
    {
        await using (var first = await OpenAsync(temp["data"]))
            first.Get<IIndexStore>().Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall);
        SqliteSetup.CloseIdle(temp["data/index.db"]);
        var damage = new byte[4_096];
        using (var file = System.IO.File.OpenHandle(temp["data/index.db"], FileMode.Open, FileAccess.ReadWrite))
            for (var page = 1; page < RandomAccess.GetLength(file) / damage.Length; page++) RandomAccess.Write(file, damage, page * (long)damage.Length);
        await using var second = await OpenAsync(temp["data"]);
        var store = second.Get<IIndexStore>();
        Assert.Equal(new RegisteredAnswer(0, 0, 0), store.Registered(NodeOf(1)));
        Assert.Null(store.Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall).Refusal);
        Assert.Single(Directory.GetFiles(temp["data"], "index.db.damaged-*Z"));
    }

    [Fact]
    public async Task Too_many_candidates_are_cut_and_said_so()
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        FileChange[] changes = [.. Enumerable.Range(0, IndexCandidates.PresentMax + 1).Select(number => Added($"song number{number}.mp3", number))];
        store.Commit(NodeOf(1), new RegisterBatch(7, 0, changes.Length, changes), Wall);
        var answer = store.Find(Query("song"), Online, 200, Wall);
        Assert.Equal((200, false), (answer.Hits.Count, answer.Complete));
        var precise = store.Find(Query("song number77"), Online, 10, Wall);
        Assert.Equal((1, true), (precise.Hits.Count, precise.Complete));
    }

    [Theory]
    [InlineData("東京タワー.jpg", "東京")]
    [InlineData("Ελληνικά τραγούδια.mp3", "τραγουδι*")]
    [InlineData("straße \"or\" near (not).txt", "\"or near not\"")]
    [InlineData("AND OR NOT.txt", "and or")]
    [InlineData("naïve_café-01.mp3", "cafe 01")]
    public async Task Words_of_every_script_find_their_names(string name, string text)
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        store.Commit(NodeOf(1), Batch(7, 0, Added(name, 1), Added("something else.txt", 2)), Wall);
        Assert.True(Query(text).Matches(name, ContentOf(1)));
        Assert.Equal([name], store.Find(Query(text), Online, 100, Wall).Hits.Select(hit => hit.Names[0]));
    }

    [Fact]
    public async Task Readers_see_whole_batches_while_the_writer_commits()
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        store.Commit(NodeOf(1), Batch(7, 0, Pair(0)), Wall);
        var writing = Task.Run(() =>
        {
            for (var batch = 1; batch < 60; batch++) store.Commit(NodeOf(1), Batch(7, 2 * batch, Pair(batch)), Wall);
        });
        do Assert.Equal(0, store.Find(Query("song"), Online, 1_000, Wall).Hits.Count % 2);
        while (!writing.IsCompleted);
        await writing;
        Assert.Equal(120, store.Find(Query("song"), Online, 1_000, Wall).Hits.Count);
    }

    [Fact]
    public async Task The_words_of_a_name_go_with_its_last_file()
    {
        await using var running = await OpenAsync(temp["data"]);
        var store = running.Get<IIndexStore>();
        store.Commit(NodeOf(1), Batch(7, 0, Added("song.mp3", 1), Added("tune.mp3", 2)), Wall);
        store.Commit(NodeOf(2), Batch(7, 0, Added("song.mp3", 1)), Wall);
        store.Commit(NodeOf(1), Batch(7, 2, Removed("song.mp3", 1)), Wall);
        Assert.Equal(2, Words());
        store.Commit(NodeOf(2), Batch(7, 1, Removed("song.mp3", 1)), Wall);
        Assert.Equal(1, Words());

        long Words()
        {
            using var connection = new SqliteConnection($"Data Source={running.Folder.IndexDatabase};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM NameTokens WHERE NameTokens MATCH 'mp3'";
            return (long)command.ExecuteScalar()!;
        }
    }

    public void Dispose() => temp.Dispose();

    private static FileChange[] Pair(int batch) => [Added($"song {batch} left.mp3", 2 * batch), Added($"song {batch} right.mp3", 2 * batch + 1)];

    private static Task<StorageFixture> OpenAsync(string path) => StorageFixture.OpenAsync(path);
}
