using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class HolderTests
{
    private readonly Desk desk = new Desk().Link(1, 2);

    [Fact]
    public void An_answer_goes_back_to_where_the_query_came_from_with_the_hops_that_it_needs()
    {
        desk.Files.Add(Village.File("stone.mp3"));
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 3, hops: 2);
        desk.SealAll();
        var sent = Assert.Single(desk.SentHeaders<GnutellaHits>());
        Assert.Equal((NodeOf(1), id, 3, 0), (sent.Peer, sent.Header.Id, sent.Header.Ttl, sent.Header.Hops));
        Assert.True(desk.Seal.TryOpen<QueryHits>(sent.Message.Envelope, out var hits));
        Assert.Equal((NodeOf(0), id.Value, 1), (hits!.Signer, hits.Value.QueryId, hits.Value.Total));
    }

    [Fact]
    public void Many_files_go_in_several_messages_and_never_more_than_were_asked_for()
    {
        for (var number = 0; number < 300; number++) desk.Files.Add(Village.File($"stone {number}.mp3"));
        desk.Receive(1, new GnutellaQuery("stone", 100), ttl: 1);
        var asked = desk.Asked<SealHitsQuestion>();
        Assert.Equal([64, 36], asked.Select(question => question.Question.Hits.Files.Count));
        Assert.All(asked, question => Assert.Equal(300, question.Question.Hits.Total));
        desk.Receive(1, new GnutellaQuery("stone", int.MaxValue), ttl: 1);
        Assert.Equal(GnutellaQuery.FilesMax, desk.Asked<SealHitsQuestion>().Sum(question => question.Question.Hits.Files.Count));
    }

    [Fact]
    public void More_answers_than_may_wait_for_their_seal_are_not_given_but_the_query_goes_on()
    {
        desk.Files.Add(Village.File("stone.mp3"));
        for (var count = 0; count < HitAnswers.SealsMax + 5; count++) desk.Receive(1, Desk.Ask("stone"), ttl: 2, hops: 1);
        Assert.Equal(HitAnswers.SealsMax, desk.Asked<SealHitsQuestion>().Count);
        Assert.Equal(HitAnswers.SealsMax + 5, desk.Sent<GnutellaQuery>().Count);
        Assert.Equal(Enumerable.Repeat(DropReason.QueueFull, 5), desk.Dropped());
    }

    [Fact]
    public void A_seal_that_failed_sends_nothing()
    {
        desk.Files.Add(Village.File("stone.mp3"));
        desk.Receive(1, Desk.Ask("stone"));
        desk.Answer(desk.Asked<SealHitsQuestion>()[0].Ticket, new AnswerFailed("no key"));
        Assert.Empty(desk.Sent<GnutellaHits>());
    }

    [Fact]
    public void Pings_are_answered_so_often_and_no_more()
    {
        for (var count = 0; count < Pongs.PingsBurst + 3; count++) desk.Receive(1, new GnutellaPing(GnutellaPong.PeersMax));
        Assert.Equal(Pongs.PingsBurst, desk.Sent<GnutellaPong>().Count);
        Assert.Equal(Enumerable.Repeat(DropReason.RateExceeded, 3), desk.Dropped());
    }

    [Fact]
    public void A_pong_that_nobody_asked_for_is_dropped_unless_it_is_a_goodbye()
    {
        desk.Receive(1, new GnutellaPong(3, 32, 10, 0, []));
        Assert.Equal([DropReason.Unsolicited], desk.Dropped());
        desk.Receive(1, new GnutellaPong(3, 0, 10, 0, [desk.RecordOf(9)]));
        Assert.Empty(desk.Dropped());
        Assert.Equal(NodeOf(2), Assert.Single(desk.Machine.Figures(0).Neighbours).Node);
        Assert.Equal(0, desk.Machine.Figures(0).HostsKnown);
    }

    [Fact]
    public void A_pong_with_more_peers_than_fit_is_malformed()
    {
        var asking = new Desk(new GnutellaOptions { DialsHosts = false }).Link(1);
        var ping = Assert.Single(asking.SentHeaders<GnutellaPing>()).Header.Id;
        asking.Receive(1, ping, new GnutellaPong(3, 32, 10, 1, [.. Enumerable.Range(10, GnutellaPong.PeersMax + 1).Select(asking.RecordOf)]));
        asking.Receive(1, ping, new GnutellaPong(3, 32, 10, 2, [asking.RecordOf(10)]));
        Assert.Equal([DropReason.Malformed, DropReason.Malformed], asking.Dropped());
        asking.Receive(1, ping, new GnutellaPong(3, 32, 10, 1, [asking.RecordOf(10)]));
        Assert.Equal((3, 10L), (asking.Machine.Figures(0).Neighbours[0].Degree, asking.Machine.Figures(0).Neighbours[0].Files));
        Assert.Equal(2, asking.Machine.Figures(0).Map.Count);
    }

    [Theory]
    [InlineData(63, 0)]
    [InlineData(7 * NodeSketch.Counters, 0)]
    [InlineData(NodeSketch.Counters, NodeSketch.RankMax + 1)]
    public void A_pong_with_an_absurd_horizon_is_malformed(int bytes, byte rank)
    {
        var asking = new Desk(new GnutellaOptions { DialsHosts = false }).Link(1);
        var ping = Assert.Single(asking.SentHeaders<GnutellaPing>()).Header.Id;
        var horizon = new byte[bytes];
        horizon[0] = rank;
        asking.Receive(1, ping, new GnutellaPong(3, 32, 10, 0, []) { Horizon = horizon });
        Assert.Equal([DropReason.Malformed], asking.Dropped());
    }

    [Fact]
    public void A_newcomer_over_the_maximum_is_told_others_and_released()
    {
        var full = new Desk(new GnutellaOptions { NeighboursWanted = 1, NeighboursMax = 1 });
        full.Request(new GnutellaOwnRecord(full.RecordOf(0)));
        full.Link(1);
        var ping = Assert.Single(full.SentHeaders<GnutellaPing>()).Header.Id;
        full.Receive(1, ping, new GnutellaPong(3, 32, 10, 0, [full.RecordOf(8), full.RecordOf(1)]));
        full.Link(2);
        var asked = full.Receive(2, new GnutellaPing(GnutellaPong.PeersMax));
        var refusal = Assert.Single(full.SentHeaders<GnutellaPong>());
        Assert.Equal((NodeOf(2), asked, 0, 1), (refusal.Peer, refusal.Header.Id, refusal.Message.NeighboursMax, refusal.Message.NeighboursListed));
        Assert.Equal([NodeOf(1), NodeOf(8), NodeOf(0)], refusal.Message.Peers.Select(peer => peer.Signer));
        Assert.Equal((NodeOf(2), "There are 1 neighbours already."), Assert.Single(full.Released()));
        full.Receive(2, new GnutellaPing(GnutellaPong.PeersMax));
        Assert.Empty(full.Sent<GnutellaPong>());
    }
}
