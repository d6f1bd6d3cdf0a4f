using WebP2P.Protocols.Content;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerWatchTests
{
    private readonly IndexServer server = new(new IndexServerOptions());
    private readonly Bench bench;

    public IndexServerWatchTests() => bench = new Bench(server);

    [Fact]
    public void A_commit_that_makes_a_source_is_told_to_those_who_watch_and_to_nobody_else()
    {
        Register(1);
        Register(2);
        Register(3);
        bench.Receive(2, new IndexWatch([ContentOf(1), ContentOf(2)]));
        bench.Receive(3, new IndexWatch([ContentOf(9)]));
        bench.Receive(1, new PeerRecordChanged(Record(1)));
        Commit(1, [ContentOf(1), ContentOf(5)], new FileChange(false, File("a", 1, complete: false)), Added("b", 5));
        var (peer, _, found) = Assert.Single(bench.Sent<IndexSourcesFound>());
        Assert.Equal((NodeOf(2), ContentOf(1)), (peer, found.Content));
        Assert.Equal([new HitSource(NodeOf(1), false)], found.Sources);
        Assert.Equal([Record(1)], found.Peers);
    }

    [Fact]
    public void Nobody_is_told_that_he_became_a_source_himself()
    {
        Register(1);
        bench.Receive(1, new IndexWatch([ContentOf(1)]));
        Commit(1, [ContentOf(1)], Added("a", 1));
        Assert.Empty(bench.Sent<IndexSourcesFound>());
    }

    [Fact]
    public void After_unwatching_or_leaving_nothing_is_told()
    {
        Register(1);
        Register(2);
        Register(3);
        bench.Receive(2, new IndexWatch([ContentOf(1)]));
        bench.Receive(3, new IndexWatch([ContentOf(1)]));
        Assert.Equal(1, server.WatchedContents);
        bench.Receive(2, new IndexUnwatch([ContentOf(1), ContentOf(7)]));
        bench.Unlink(3);
        Assert.Equal(0, server.WatchedContents);
        Commit(1, [ContentOf(1)], Added("a", 1));
        Assert.Empty(bench.Sent<IndexSourcesFound>());
    }

    [Fact]
    public void A_node_that_left_before_its_commit_was_answered_is_no_source()
    {
        Register(1);
        Register(2);
        bench.Receive(2, new IndexWatch([ContentOf(1)]));
        bench.Receive(1, Batch(7, 0, Added("a", 1)));
        bench.Unlink(1);
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, 1, null, [ContentOf(1)], 1));
        Assert.Empty(bench.Sent<IndexSourcesFound>());
    }

    [Fact]
    public void Ten_thousand_contents_may_be_watched_by_one_peer()
    {
        Register(1);
        for (var part = 0; part < 100; part++) bench.Receive(1, new IndexWatch([.. Enumerable.Range(part * 100, 100).Select(number => ContentOf(number))]));
        bench.Receive(1, new IndexWatch([ContentOf(0), ContentOf(5)]));
        Assert.Empty(bench.Dropped());
        bench.Receive(1, new IndexWatch([ContentOf(10_000)]));
        Assert.Equal([DropReason.LimitReached], bench.Dropped());
        Assert.Equal(10_000, server.WatchedContents);
    }

    [Fact]
    public void All_peers_together_watch_no_more_than_there_is_room_for_and_who_leaves_makes_room()
    {
        var small = new Bench(new IndexServer(new IndexServerOptions { WatchesMax = 3 }));
        foreach (var peer in (int[])[1, 2]) small.Link(peer);
        small.Receive(1, new IndexWatch([ContentOf(1), ContentOf(2)]));
        small.Receive(2, new IndexWatch([ContentOf(1)]));
        Assert.Empty(small.Dropped());
        small.Receive(2, new IndexWatch([ContentOf(3)]));
        Assert.Equal([DropReason.LimitReached], small.Dropped());
        small.Receive(2, new IndexWatch([ContentOf(1)]));
        small.Unlink(1);
        small.Receive(2, new IndexWatch([ContentOf(3), ContentOf(4)]));
        Assert.Empty(small.Dropped());
    }

    [Fact]
    public void Of_more_watched_contents_than_are_looked_up_at_a_return_others_are_the_next_time()
    {
        var small = new Bench(new IndexServer(new IndexServerOptions { ReturnCheckContentsMax = 2 }));
        small.Link(2);
        small.Receive(2, new IndexWatch([ContentOf(0), ContentOf(1), ContentOf(2), ContentOf(3), ContentOf(4)]));
        var looked = new HashSet<ContentId>();
        for (var node = 10; node < 13; node++)
        {
            small.Link(node);
            small.Receive(node, new Register(7, 0));
            small.Answer(Assert.Single(small.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(7, 0, 5));
            looked.UnionWith(Assert.Single(small.Asked<SourcesQuestion>()).Question.Contents);
        }
        Assert.Equal(5, looked.Count);
    }

    [Fact]
    public void A_node_that_returns_with_its_files_is_told_to_those_who_watch_them()
    {
        Register(2);
        bench.Receive(2, new IndexWatch([.. Enumerable.Range(0, 100).Select(number => ContentOf(number))]));
        bench.Receive(2, new IndexWatch([ContentOf(100), ContentOf(101)]));
        Register(1, files: 5);
        var (ticket, question) = Assert.Single(bench.Asked<SourcesQuestion>());
        Assert.Equal([NodeOf(1)], question.Presence.Online);
        Assert.Equal(100, question.Contents.Count);
        bench.Answer(ticket, Only(question, ContentOf(3)));
        (ticket, question) = Assert.Single(bench.Asked<SourcesQuestion>());
        Assert.Equal([ContentOf(100), ContentOf(101)], question.Contents);
        bench.Answer(ticket, Only(question, ContentOf(101)));
        Assert.Empty(bench.Asked<SourcesQuestion>());
        Assert.Equal([ContentOf(3), ContentOf(101)], bench.Sent<IndexSourcesFound>().Select(sent => sent.Message.Content));
    }

    [Fact]
    public void A_new_node_without_rows_is_not_looked_up()
    {
        Register(2);
        bench.Receive(2, new IndexWatch([ContentOf(1)]));
        Register(1, files: 0);
        Assert.Empty(bench.Asked<SourcesQuestion>());
    }

    [Fact]
    public void Sources_are_told_for_every_content_asked_under_the_id_of_the_question()
    {
        Register(1);
        Register(2);
        bench.Receive(2, new PeerRecordChanged(Record(2)));
        var id = bench.Receive(1, new IndexSources([ContentOf(1), ContentOf(2)]));
        var (ticket, question) = Assert.Single(bench.Asked<SourcesQuestion>());
        Assert.True(question.Presence.Contains(NodeOf(2)));
        Assert.False(question.Presence.Contains(NodeOf(1)));
        bench.Answer(ticket, Only(question, ContentOf(2), node: 2));
        var sent = bench.Sent<IndexSourcesFound>();
        Assert.All(sent, found => Assert.Equal((NodeOf(1), id), (found.Peer, found.Id)));
        Assert.Equal([0, 1], sent.Select(found => found.Message.Sources.Count));
        Assert.Equal([Record(2)], sent[1].Message.Peers);
    }

    [Fact]
    public void Too_long_lists_are_dropped()
    {
        Register(1);
        bench.Receive(1, new IndexSources([.. Enumerable.Range(0, 101).Select(number => ContentOf(number))]));
        bench.Receive(1, new IndexPeers([.. Enumerable.Range(0, 101).Select(NodeOf)]));
        Assert.Equal([DropReason.TooLarge, DropReason.TooLarge], bench.Dropped());
    }

    private static SourcesAnswer Only(SourcesQuestion question, ContentId content, int node = 1) =>
        new([.. question.Contents.Select(asked => asked == content ? new[] { new HitSource(NodeOf(node), true) } : [])]);

    private void Register(int node, int files = 0)
    {
        bench.Link(node);
        bench.Receive(node, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(files > 0 ? 7 : (UInt128)0, 0, files));
    }

    private void Commit(int node, IReadOnlyList<ContentId> newContents, params IReadOnlyList<FileChange> changes)
    {
        bench.Receive(node, Batch(7, 0, changes));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, changes.Count, null, newContents, changes.Count));
    }
}
