using System.Globalization;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>What a hostile peer may do to an index server: nothing to anybody else. The same for each store.</summary>
public abstract class HostilePeersContract
{
    private const int Hostile = 1;
    private const int Honest = 2;
    private const int Asker = 3;

    private static readonly FileEntry[] HonestFiles =
        [File("honest song.mp3", 1), File("honest 'quoted' \"song\".mp3", 2), File("honest film.avi", 3, "films/old"), File("common.txt", 4)];

    private IndexTable? table;

    private IndexTable Table => table ??= Start();

    /// <summary>A new, empty store.</summary>
    protected abstract IIndexStore Create();

    [Fact]
    public void Registering_rows_without_end_ends_at_the_limit()
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var at = Table.Store.Registered(NodeOf(Hostile)).Version;
            Table.Link(Hostile);
            Table.Receive(Hostile, new Register(66, 1_000_000));
            for (var batch = 0; batch < 25; batch++, at += 500)
                Table.Receive(Hostile, Batch(66, at, [.. Enumerable.Range((int)at, 500).Select(number => Added($"junk {number}", number))]));
            Table.Pass(1_000);
        }
        Assert.InRange(Table.Store.Registered(NodeOf(Hostile)).Files, 1, 3_000);
        AssertRefused(DropReason.TooManyFiles);
        AssertUnharmed();
    }

    [Fact]
    public void Rows_belong_to_the_link_whatever_library_and_names_a_batch_speaks_of()
    {
        Table.Register(Hostile, 9, [.. HonestFiles.Select(file => file with { Content = ContentOf(66) })]);
        Table.Receive(Hostile, Batch(9, 4, [.. HonestFiles.Select(file => new FileChange(true, file))]));
        Assert.Equal(0, Table.Store.Registered(NodeOf(Hostile)).Files);
        AssertUnharmed();
        Table.Receive(Hostile, new RegisterDigests(9, 8, BucketDigests.Of([File("x", 66)])));
        Table.Receive(Hostile, new RegisterBatch(9, 8, 8, []) { Repair = new BucketRepair([FilePlace.SpanOf(FilePlace.BucketOf(FilePlace.Of("music", "x")))], true) });
        AssertUnharmed();
    }

    public static TheoryData<int, DropReason> BadFiles => new()
    {
        { 0, DropReason.Malformed }, { 1, DropReason.Malformed }, { 2, DropReason.Malformed }, { 3, DropReason.Malformed },
        { 4, DropReason.BadName }, { 5, DropReason.BadName }, { 6, DropReason.BadName }, { 7, DropReason.BadName }, { 8, DropReason.BadName },
        { 9, DropReason.BadName }, { 10, DropReason.BadName }, { 11, DropReason.BadName }, { 12, DropReason.BadName },
    };

    private static FileEntry BadFile(int number) => number switch
    {
        0 => File("bad", 1, sizeBytes: 0),
        1 => File("bad", 1, sizeBytes: -1),
        2 => File("bad", 1, sizeBytes: long.MinValue),
        3 => File("bad", 1, sizeBytes: ContentId.SizeBytesMax + 1),
        4 => File(new string('x', 1_000_000), 1),
        5 => File(string.Join(' ', Enumerable.Range(0, 10_000)), 1),
        6 => File("zero \0 in it", 1),
        7 => File("half \ud800 of it", 1),
        8 => File("../../etc/passwd", 1),
        9 => File("bad", 1, "../../etc"),
        10 => File("bad", 1, "/home/me"),
        11 => File("bad", 1, "C:\\Users\\me"),
        _ => File("bad", 1, "\\\\server\\share"),
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_file_that_cannot_be_refuses_the_batch_and_is_counted(int number, DropReason reason)
    {
        Table.Register(Hostile, 66, File("good", 1));
        Table.Receive(Hostile, Batch(66, 1, Added("good 2", 2), new FileChange(false, BadFile(number))));
        Assert.Equal([reason], Table.Dropped);
        Assert.Equal(1, Table.Store.Registered(NodeOf(Hostile)).Files);
        AssertRefused(reason);
        AssertUnharmed();
    }

    [Fact]
    public void One_hash_with_another_size_is_another_content_with_other_sources()
    {
        Table.Register(Hostile, 66, HonestFiles[0] with { Content = HonestFiles[0].Content with { SizeBytes = 5 } });
        var hits = Table.Ask(Asker, "honest song -quoted");
        Assert.Equal(2, hits.Count);
        Assert.All(hits, hit => Assert.Equal(NodeOf(hit.Content.SizeBytes == 5 ? Hostile : Honest), Assert.Single(hit.Sources).Node));
        Assert.Equal(2, Table.Ask(Asker, $"hash:{HonestFiles[0].Content.Hash}").Count);
    }

    [Fact]
    public void Batches_sent_again_or_in_another_order_change_nothing()
    {
        Table.Register(Hostile, 66, File("one", 1), File("two", 2));
        Table.Receive(Hostile, Batch(66, 0, Removed("one", 1), Removed("two", 2)));
        Table.Receive(Hostile, Batch(66, 1, Removed("two", 2)));
        Assert.Equal(2, Table.Store.Registered(NodeOf(Hostile)).Files);
        Table.Receive(Hostile, Batch(66, 7, Removed("two", 2)));
        Assert.Equal([DropReason.Replayed, DropReason.Replayed, DropReason.Unexpected], Table.Dropped);
        Assert.Equal(2, Table.Store.Registered(NodeOf(Hostile)).Files);
        AssertUnharmed();
    }

    [Theory]
    [InlineData("'; DROP TABLE Files; --", "drop table files")]
    [InlineData("\" OR 1=1 --", "1")]
    [InlineData("NEAR(honest song, 5) AND * ^ : -x", "near 5")]
    [InlineData("honest* OR rowid:1", "rowid")]
    [InlineData("%_\\ {}[]()", null)]
    [InlineData("\u202Etxt.exe \u200B\u0007\n", "exe")]
    [InlineData("'", null)]
    public void Names_that_look_like_commands_are_names(string name, string? words)
    {
        Table.Register(Hostile, 66, File(name, 66));
        Assert.Equal(1, Table.Store.Registered(NodeOf(Hostile)).Files);
        Assert.Equal(BucketDigests.Of([File(name, 66)]), Table.Store.Digests(NodeOf(Hostile)));
        if (words is not null) Assert.Contains(name, Table.Ask(Asker, words).SelectMany(hit => hit.Names));
        Table.Receive(Hostile, Batch(66, 1, Removed(name, 66)));
        Assert.Equal(0, Table.Store.Registered(NodeOf(Hostile)).Files);
        AssertUnharmed();
    }

    [Fact]
    public void Thousands_of_additions_of_one_file_are_one_row_and_counted()
    {
        Table.Link(Hostile);
        Table.Receive(Hostile, new Register(66, 5_000));
        for (var batch = 0; batch < 10; batch++) Table.Receive(Hostile, Batch(66, batch * 500, [.. Enumerable.Range(0, 500).Select(number => Added("the same", number % 2))]));
        Assert.Equal(new RegisteredAnswer(66, 5_000, 1), Table.Store.Registered(NodeOf(Hostile)));
        Assert.Equal(10 * 499, Table.Server.Refusals.Single(refusal => refusal.Reason == DropReason.Duplicate).Count);
        Assert.Equal([ContentOf(1)], Table.Ask(Asker, "same").Select(hit => hit.Content));
        AssertUnharmed();
    }

    [Fact]
    public void Records_that_are_expired_old_or_of_others_are_not_handed_on()
    {
        Table.Register(Hostile, 66, File("hostile", 66));
        Table.Receive(Hostile, new PeerRecordChanged(Record(Hostile, sequence: 5, expiresUnixMs: Wall - 1)));
        Table.Receive(Hostile, new PeerRecordChanged(Record(Honest, sequence: 99)));
        Assert.Equal([DropReason.Expired, DropReason.WrongIdentity], Table.Dropped);
        Table.Sent.Clear();
        Table.Receive(Asker, new IndexPeers([NodeOf(Hostile), NodeOf(Honest)]));
        Assert.Equal([(NodeOf(Honest), 1L)], Table.Sent.Select(sent => sent.Message).OfType<IndexPeersFound>().SelectMany(found => found.Peers).Select(record => (record.Signer, record.Sequence)));
    }

    [Fact]
    public void A_node_that_leaves_takes_its_rows_out_of_every_answer_at_once_and_its_return_brings_them_back_without_a_row_sent()
    {
        Table.Register(Hostile, 66, File("leaving song.mp3", 66), HonestFiles[0]);
        Assert.Equal(2, Assert.Single(Table.Ask(Asker, $"hash:{HonestFiles[0].Content.Hash}")).SourceCount);
        Table.Unlink(Hostile);
        Assert.Empty(Table.Ask(Asker, "leaving"));
        Assert.Equal([NodeOf(Honest)], Assert.Single(Table.Ask(Asker, $"hash:{HonestFiles[0].Content.Hash}")).Sources.Select(source => source.Node));
        Table.Sent.Clear();
        Table.Receive(Asker, new IndexSources([ContentOf(66), HonestFiles[0].Content]));
        Assert.Equal([0, 1], Table.Sent.Select(sent => sent.Message).OfType<IndexSourcesFound>().Select(found => found.Sources.Count));
        var commits = Table.Server.Commits;
        Table.Link(Hostile);
        Table.Receive(Hostile, new Register(66, 2));
        Assert.Single(Table.Ask(Asker, "leaving"));
        Assert.Equal(commits, Table.Server.Commits);
    }

    /// <summary>Seeds printed by the test's name; nothing throws, nothing grows, nobody else is harmed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_messages_in_random_order_harm_nobody(int seed)
    {
        var fuzz = new HostileMessages(seed);
        var heard = Table.Sent.Count;
        Table.IsQuick = false;
        for (var step = 0; step < 4_000; step++)
        {
            var peer = fuzz.Next(4) + 10;
            switch (fuzz.Next(12))
            {
                case 0: Table.Link(peer); break;
                case 1: Table.Unlink(peer); break;
                case 2: Table.Pass(fuzz.Next(2_000)); break;
                case 3 or 4: Table.AnswerOne(fails: fuzz.Next(10) == 0); break;
                default: Table.Receive(peer, fuzz.Message(NodeOf(peer))); break;
            }
            for (; heard < Table.Sent.Count; heard++) fuzz.Hear(Table.Sent[heard].Peer, Table.Sent[heard].Message);
            Assert.InRange(Table.Waiting, 0, 4 * 30);
            Assert.InRange(Table.Server.OnlineNodes, 2, Table.Server.LinkedPeers);
            if (Table.Waiting > 100) Table.AnswerOne();
        }
        while (Table.Waiting > 0) Table.AnswerOne();
        for (var peer = 10; peer < 14; peer++)
        {
            Assert.InRange(Table.Store.Registered(NodeOf(peer)).Files, 0, 3_000 + RegisterBatch.UnacknowledgedMax * RegisterBatch.ChangesMax);
            Table.Unlink(peer);
        }
        while (Table.Waiting > 0) Table.AnswerOne();
        Assert.Equal(0, Table.Server.WatchedContents);
        // It went deep enough to mean something.
        foreach (var type in new[] { typeof(RegisterResume), typeof(RegisterCommitted), typeof(RegisterDiffering), typeof(RegisterRefused), typeof(IndexHits), typeof(IndexSourcesFound) })
            Assert.Contains(Table.Sent, sent => sent.Message.GetType() == type);
        Assert.InRange(Table.LinesMax, 1, 3_000);
        Table.IsQuick = true;
        Table.Pass(60_000);
        AssertUnharmed();
    }

    private IndexTable Start()
    {
        var started = new IndexTable(Create(), new IndexServerOptions { FilesPerNodeMax = 3_000, QuestionsBurst = 10_000 });
        started.Register(Honest, 9, HonestFiles);
        started.Receive(Honest, new PeerRecordChanged(Record(Honest)));
        started.Register(Asker, 9, File("asker's own.txt", 77));
        Assert.Empty(started.Dropped);
        return started;
    }

    private void AssertRefused(DropReason reason)
    {
        var refusal = Table.Server.Refusals.Single(row => row.Message == nameof(RegisterBatch) && row.Reason == reason);
        Assert.True(refusal.Count > 0);
        Assert.Equal(NodeOf(Hostile), refusal.LastNode);
        Assert.NotNull(refusal.LastSentence);
    }

    /// <summary>The honest node has its rows, and each of them is found as if there were nobody else.</summary>
    private void AssertUnharmed()
    {
        Assert.Equal(new RegisteredAnswer(9, 4, 4), Table.Store.Registered(NodeOf(Honest)));
        Assert.Equal(BucketDigests.Of(HonestFiles), Table.Store.Digests(NodeOf(Honest)));
        foreach (var file in HonestFiles)
        {
            var hit = Assert.Single(Table.Ask(Asker, string.Create(CultureInfo.InvariantCulture, $"hash:{file.Content.Hash} size:{file.Content.SizeBytes}b")));
            Assert.Contains(NodeOf(Honest), hit.Sources.Select(source => source.Node));
            Assert.Contains(file.Name, hit.Names);
        }
        Assert.Contains(HonestFiles[2].Content, Table.Ask(Asker, "honest film").Select(hit => hit.Content));
    }
}
