using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexServerBlockTests
{
    private const string Sentence = "The operator of this index server has blocked this node.";

    private readonly IndexServer server = new(new IndexServerOptions());
    private readonly Bench bench;

    public IndexServerBlockTests()
    {
        bench = new Bench(server);
        foreach (var node in Enumerable.Range(1, 3)) Register(node);
        bench.Forget();
    }

    [Fact]
    public void A_node_that_is_blocked_goes_offline_at_once_and_is_told_why()
    {
        Block(NodeOf(2));
        var (peer, _, refusal) = Assert.Single(bench.Sent<RegisterRefused>());
        Assert.Equal((NodeOf(2), (UInt128)7, Sentence), (peer, refusal.LibraryId, refusal.Reason));
        Assert.Equal(2, server.OnlineNodes);
        bench.Receive(1, new IndexSearch("a", 10));
        Assert.False(Assert.Single(bench.Asked<FindQuestion>()).Question.Presence.Contains(NodeOf(2)));
    }

    [Fact]
    public void A_second_list_that_names_it_too_tells_it_nothing_again()
    {
        Block(NodeOf(2));
        bench.Forget();
        Block(NodeOf(2), NodeOf(3));
        Assert.Equal(NodeOf(3), Assert.Single(bench.Sent<RegisterRefused>()).Peer);
    }

    [Fact]
    public void A_blocked_node_cannot_register()
    {
        bench.Link(4);
        Block(NodeOf(4));
        var id = bench.Receive(4, new Register(9, 5));
        Assert.Equal((NodeOf(4), id, new RegisterRefused(9, Sentence)), Assert.Single(bench.Sent<RegisterRefused>()));
        Assert.Equal([DropReason.BlockedNode], bench.Dropped());
        Assert.Empty(bench.Asked<RegisteredQuestion>());
        Assert.Equal(3, server.OnlineNodes);
    }

    [Fact]
    public void A_blocked_node_gets_no_answers()
    {
        Block(NodeOf(2));
        bench.Forget();
        bench.Receive(2, new IndexSearch("a", 10));
        bench.Receive(2, new IndexSources([ContentOf(1)]));
        bench.Receive(2, new IndexPeers([NodeOf(1)]));
        bench.Receive(2, Batch(7, 0, Added("a.txt", 1)));
        Assert.Equal(Enumerable.Repeat(DropReason.BlockedNode, 4), bench.Dropped());
        Assert.Equal(Sentence, Assert.Single(bench.Sent<IndexHits>()).Message.Refusal);
        Assert.Empty(bench.Asked<Question>());
        Assert.Empty(bench.Sent<Message>());
    }

    [Fact]
    public void A_beginning_that_a_blocked_node_types_is_refused_and_costs_it_no_question()
    {
        Block(NodeOf(2));
        bench.Forget();
        var id = bench.Receive(2, new IndexSuggest("ha", 5));
        var (peer, answered, told) = Assert.Single(bench.Sent<IndexSuggestions>());
        Assert.Equal((NodeOf(2), id, Sentence, 0), (peer, answered, told.Refusal, told.Words.Count));
        Assert.Equal([DropReason.BlockedNode], bench.Dropped());
        Assert.Empty(bench.Asked<Question>());
        for (var times = 0; times < 60; times++) bench.Receive(2, new IndexSuggest("ha", 5));
        Assert.InRange(bench.Sent<IndexSuggestions>().Count, 30, 40);
        bench.Receive(2, new IndexSearch("a", 10));
        Assert.Single(bench.Sent<IndexHits>());
    }

    [Fact]
    public void A_beginning_typed_by_a_node_that_is_blocked_meanwhile_is_refused()
    {
        bench.Receive(2, new IndexSuggest("ha", 5));
        var ticket = Assert.Single(bench.Asked<SuggestQuestion>()).Ticket;
        Block(NodeOf(2));
        bench.Answer(ticket, new SuggestAnswer(["harry"]));
        var told = Assert.Single(bench.Sent<IndexSuggestions>()).Message;
        Assert.Equal((0, Sentence), (told.Words.Count, told.Refusal));
        var row = Assert.Single(server.Refusals, row => row.Message == nameof(IndexSuggest));
        Assert.Equal((DropReason.BlockedNode, Sentence), (row.Reason, row.LastSentence));
    }

    [Fact]
    public void A_blocked_node_that_hammers_is_not_answered_each_time()
    {
        Block(NodeOf(2));
        bench.Forget();
        for (var times = 0; times < 60; times++) bench.Receive(2, new Register(7, 0));
        Assert.InRange(bench.Sent<RegisterRefused>().Count, 40, 50);
        Assert.Contains(DropReason.RateExceeded, bench.Dropped());
    }

    [Fact]
    public void A_node_blocked_while_its_registration_is_looked_up_or_committed_stays_out()
    {
        bench.Link(4);
        bench.Receive(4, new Register(7, 0));
        var lookup = Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket;
        bench.Receive(3, Batch(7, 0, Added("a.txt", 1)));
        var commit = Assert.Single(bench.Asked<CommitQuestion>()).Ticket;
        bench.Receive(1, new IndexWatch([ContentOf(1)]));
        Block(NodeOf(3), NodeOf(4));
        bench.Forget();
        bench.Answer(lookup, new RegisteredAnswer(0, 0, 0));
        bench.Answer(commit, new CommitAnswer(7, 1, null, [ContentOf(1)], 1));
        Assert.Empty(bench.Sent<Message>());
        Assert.Equal(2, server.OnlineNodes);
    }

    [Fact]
    public void A_search_of_a_node_that_is_blocked_meanwhile_is_refused()
    {
        bench.Receive(2, new IndexSearch("a", 10));
        var ticket = Assert.Single(bench.Asked<FindQuestion>()).Ticket;
        Block(NodeOf(2));
        bench.Answer(ticket, new FindAnswer([HitOf(1)], true));
        var hits = Assert.Single(bench.Sent<IndexHits>()).Message;
        Assert.Equal((0, Sentence), (hits.Hits.Count, hits.Refusal));
    }

    [Fact]
    public void A_node_that_is_let_in_again_registers_and_hears_of_what_it_waits_for()
    {
        Block(NodeOf(2));
        bench.Receive(2, new IndexWatch([ContentOf(1)]));
        bench.Forget();
        Block();
        var question = Assert.Single(bench.Asked<SourcesQuestion>());
        Assert.Equal([ContentOf(1)], question.Question.Contents);
        bench.Answer(question.Ticket, new SourcesAnswer([[new HitSource(NodeOf(3), true)]]));
        Assert.Equal(NodeOf(2), Assert.Single(bench.Sent<IndexSourcesFound>()).Peer);
        bench.Receive(2, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
        Assert.Single(bench.Sent<RegisterResume>());
        Assert.Equal(3, server.OnlineNodes);
    }

    [Fact]
    public void The_store_is_told_what_is_blocked()
    {
        Block([ContentOf(1).Hash], [ContentOf(2)]);
        bench.Receive(1, new IndexSearch("a", 10));
        bench.Receive(1, new IndexSources([ContentOf(3)]));
        foreach (var presence in new[] { Assert.Single(bench.Asked<FindQuestion>()).Question.Presence, Assert.Single(bench.Asked<SourcesQuestion>()).Question.Presence })
        {
            Assert.False(presence.Shows(ContentOf(1, 5)));
            Assert.False(presence.Shows(ContentOf(2)));
            Assert.True(presence.Shows(ContentOf(2, 5)));
            Assert.True(presence.Shows(ContentOf(3)));
        }
    }

    [Fact]
    public void A_content_blocked_while_the_store_was_asked_is_not_told()
    {
        bench.Receive(1, new IndexSearch("a", 10));
        bench.Receive(1, new IndexSources([ContentOf(1)]));
        var (find, sources) = (Assert.Single(bench.Asked<FindQuestion>()).Ticket, Assert.Single(bench.Asked<SourcesQuestion>()).Ticket);
        Block([ContentOf(1).Hash], []);
        bench.Answer(find, new FindAnswer([HitOf(1), HitOf(2)], true));
        bench.Answer(sources, new SourcesAnswer([[new HitSource(NodeOf(2), true)]]));
        Assert.Equal([ContentOf(2)], Assert.Single(bench.Sent<IndexHits>()).Message.Hits.Select(hit => hit.Content));
        Assert.Empty(Assert.Single(bench.Sent<IndexSourcesFound>()).Message.Sources);
    }

    [Fact]
    public void A_blocked_content_is_pushed_to_nobody_and_told_when_it_is_shown_again()
    {
        bench.Receive(1, new IndexWatch([ContentOf(1)]));
        Block([ContentOf(1).Hash], []);
        bench.Receive(3, Batch(7, 0, Added("a.txt", 1)));
        bench.Answer(Assert.Single(bench.Asked<CommitQuestion>()).Ticket, new CommitAnswer(7, 1, null, [ContentOf(1)], 1));
        Assert.Empty(bench.Sent<IndexSourcesFound>());
        Assert.Single(bench.Sent<RegisterCommitted>());
        Block();
        bench.Answer(Assert.Single(bench.Asked<SourcesQuestion>()).Ticket, new SourcesAnswer([[new HitSource(NodeOf(3), true)]]));
        var (peer, _, found) = Assert.Single(bench.Sent<IndexSourcesFound>());
        Assert.Equal((NodeOf(1), ContentOf(1), NodeOf(3)), (peer, found.Content, found.Sources[0].Node));
    }

    [Fact]
    public void What_is_blocked_is_counted_and_the_rest_of_a_batch_is_committed()
    {
        Block([ContentOf(1).Hash], []);
        bench.Receive(3, Batch(7, 0, Added("a.txt", 1), Added("b.txt", 2), Added("again.txt", 1), Removed("old.txt", 1)));
        Assert.Equal(4, Assert.Single(bench.Asked<CommitQuestion>()).Question.Batch.Changes.Count);
        Assert.Empty(bench.Dropped());
        Assert.Equal(new IndexRefusal("RegisterBatch", DropReason.BlockedContent, 2, NodeOf(3), bench.WallUnixMs), Assert.Single(server.Refusals));
    }

    [Fact]
    public void Blocking_a_node_and_its_next_tries_are_counted_as_one_reason_with_the_sentence()
    {
        Block(NodeOf(2));
        bench.Receive(2, new PeerRecordChanged(Record(2)));
        bench.Receive(2, new Register(7, 0));
        var row = Assert.Single(server.Refusals);
        Assert.Equal(("Register", DropReason.BlockedNode, 2, NodeOf(2), Sentence), (row.Message, row.Reason, row.Count, row.LastNode, row.LastSentence));
    }

    private static Hit HitOf(int content) => new(ContentOf(content), ["name"], [new HitSource(NodeOf(3), true)], 1);

    private void Block(params IReadOnlyList<NodeId> nodes) => bench.Request(new BlocksChanged(new BlockList(nodes, [], [])));

    private void Block(IReadOnlyList<ContentHash> hashes, IReadOnlyList<ContentId> contents) => bench.Request(new BlocksChanged(new BlockList([], hashes, contents)));

    private void Register(int node)
    {
        bench.Link(node);
        bench.Receive(node, new Register(7, 0));
        bench.Answer(Assert.Single(bench.Asked<RegisteredQuestion>()).Ticket, new RegisteredAnswer(0, 0, 0));
    }
}
