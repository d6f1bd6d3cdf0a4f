using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>What neighbours may send, and what becomes of those who send more or what was not asked.</summary>
public sealed class PolitenessTests
{
    private const int Flooder = 1;
    private const int Other = 2;

    private static readonly GnutellaOptions Strict = new() { PingMs = 0, QueriesPerSecond = 10, QueriesBurst = 20, HitsPerSecond = 10, HitsBurst = 20 };

    private int ids;

    [Fact]
    public void Queries_beyond_the_burst_are_dropped_and_a_rest_gives_new_ones()
    {
        var bench = Linked();
        Flood(bench, 25);
        Assert.Equal(5, bench.Count(DropReason.RateExceeded));
        bench.Pass(1_000);
        Flood(bench, 11);
        Assert.Equal(6, bench.Count(DropReason.RateExceeded));
    }

    [Fact]
    public void A_neighbour_that_floods_is_slowed_so_that_its_queries_go_no_further_and_forgiven_when_it_stops()
    {
        var bench = Linked();
        Flood(bench, 39);
        Assert.False(bench.Figures.Neighbours[0].IsSlowed);
        Flood(bench, 1);
        Assert.True(bench.Figures.Neighbours[0].IsSlowed);
        bench.Pass(1_000);
        bench.Sent.Clear();
        Flood(bench, 5);
        Assert.Empty(bench.Sent);
        Assert.False(bench.Figures.Neighbours[1].IsSlowed);

        bench.Pass(Manners.ForgivenMs);
        Flood(bench, 1);
        Assert.Single(bench.Sent);
        Assert.False(bench.Figures.Neighbours[0].IsSlowed);
    }

    [Fact]
    public void A_flooder_that_goes_on_is_left_with_a_reason_and_stays_away_for_a_while()
    {
        var bench = Linked();
        FloodUntilLeft(bench);
        var (peer, reason) = Assert.Single(bench.Released);
        Assert.Equal((NodeOf(Flooder), "It sends more than its share and does not slow down."), (peer, reason));
        Assert.InRange(bench.NowMs, 1_000 + Manners.SlowedMsMin, 60_000);
        Assert.Equal(NodeOf(Other), Assert.Single(bench.Figures.Neighbours).Node);

        bench.Link(Flooder);
        bench.Receive(Flooder, MachineBench.Header(++ids), new GnutellaPing(10));
        Assert.Single(bench.Figures.Neighbours);
        bench.Pass(AwayPeers.FirstMs);
        bench.Link(Flooder);
        Assert.Equal(2, bench.Figures.Neighbours.Count);
    }

    [Fact]
    public void Who_was_left_is_not_dialled_again_for_a_while()
    {
        var bench = Linked();
        FloodUntilLeft(bench);
        bench.Request(new HostsHeard([new KnownHost(new PeerAddress("192.0.2.1", 6699), NodeOf(Flooder), HostOrigin.Pong)]));
        Assert.Empty(bench.Dialled);
        bench.Request(new HostsHeard([new KnownHost(new PeerAddress("192.0.2.2", 6699), NodeOf(9), HostOrigin.Pong)]));
        Assert.Equal("192.0.2.2", Assert.Single(bench.Dialled).Host);
        bench.Pass(AwayPeers.FirstMs);
        bench.Elapse(new TimerKey(1));
        Assert.Contains(bench.Dialled, address => address.Host == "192.0.2.1");
    }

    [Fact]
    public void Twice_its_share_slows_a_neighbour_but_costs_it_the_link_only_when_it_is_much_more()
    {
        var bench = Linked();
        for (var second = 0; second < 120; second++, bench.Pass(1_000)) Flood(bench, 15);
        Assert.Empty(bench.Released);
        Assert.True(bench.Figures.Neighbours[0].IsSlowed);
    }

    [Fact]
    public void Who_asks_much_is_answered_but_its_own_queries_go_no_further_and_those_it_hands_on_do()
    {
        var bench = Linked();
        Flood(bench, 4);
        Assert.Equal(2, bench.Sent.Count);
        bench.Receive(Flooder, MachineBench.Header(++ids, 4, 1), new GnutellaQuery("anything", 10));
        Assert.Equal(3, bench.Sent[^1].Header.Ttl);
    }

    [Fact]
    public void Who_calls_its_queries_those_of_others_gets_no_more_of_them_handed_on_than_its_part()
    {
        var bench = Linked();
        for (var second = 0; second < 30; second++, bench.Pass(1_000))
        {
            for (var query = 0; query < 10; query++) bench.Receive(Flooder, MachineBench.Header(++ids, 4, 1 + query % 3), new GnutellaQuery("anything", 10));
        }
        Assert.DoesNotContain(DropReason.RateExceeded, bench.Dropped);
        Assert.InRange(bench.Sent.Count(sent => sent.Message is GnutellaQuery), 30, 45);
    }

    [Fact]
    public void Walkers_and_queries_share_one_allowance()
    {
        var bench = Linked();
        Flood(bench, 20);
        bench.Receive(Flooder, MachineBench.Header(++ids), new GnutellaWalk("anything", 10));
        Assert.Equal(1, bench.Count(DropReason.RateExceeded));
    }

    [Fact]
    public void Hits_beyond_their_allowance_are_dropped()
    {
        var bench = Linked();
        var query = MachineBench.Header(++ids);
        bench.Receive(Other, query, new GnutellaQuery("anything", 10));
        bench.Sent.Clear();
        for (var hits = 0; hits < 30; hits++) bench.Receive(Flooder, query with { Ttl = 3 }, new GnutellaHits(new byte[] { 1 }, default));
        Assert.Equal(20, bench.Sent.Count(sent => sent.Message is GnutellaHits));
        Assert.Equal(10, bench.Count(DropReason.RateExceeded));
    }

    [Fact]
    public void What_is_handed_on_never_is_more_than_a_neighbour_takes_and_what_neighbours_ask_themselves_comes_first()
    {
        var bench = new MachineBench(Strict with { DialsHosts = false });
        bench.Link([.. Enumerable.Range(1, 20)]);
        for (var second = 0; second < 30; second++, bench.Pass(1_000))
        {
            for (var query = 0; query < 10; query++)
            {
                foreach (var heavy in Enumerable.Range(6, 15)) bench.Receive(heavy, MachineBench.Header(++ids, 4, 1), new GnutellaQuery("anything", 10));
            }

            bench.Receive(4, MachineBench.Header(1_000_000 + second), new GnutellaQuery("little", 10));
        }

        var relayed = bench.Sent.Where(sent => sent.Peer == NodeOf(5)).Select(sent => (GnutellaQuery)sent.Message).ToList();
        Assert.InRange(relayed.Count, 6 * 30, 10 * 30);
        Assert.Equal(30, relayed.Count(query => query.Query == "little"));
        Assert.DoesNotContain(DropReason.RateExceeded, bench.Dropped);
    }

    [Fact]
    public void A_node_that_answers_every_query_is_soon_not_believed_and_left()
    {
        var bench = Linked();
        for (var search = 0; search < FalseHolders.FalseMax; search++) bench.Bring(Flooder, bench.Search("stone"), NodeOf(Flooder), 0, "spam.exe", "more spam.exe");
        Assert.Equal(2 * FalseHolders.FalseMax, bench.Count(DropReason.DoesNotMatch));
        Assert.Empty(bench.Released);
        bench.Bring(Flooder, bench.Search("stone"), NodeOf(Flooder), 0, "stone.mp3");
        Assert.Equal((NodeOf(Flooder), "It answers what was not asked."), Assert.Single(bench.Released));
        Assert.DoesNotContain(bench.Notes, note => note is Protocols.Overlays.Napster.HitsFound);
    }

    [Fact]
    public void Who_passes_on_what_a_liar_signed_is_not_blamed()
    {
        var bench = Linked();
        for (var search = 0; search < 20; search++) bench.Bring(Other, bench.Search("stone"), NodeOf(77), 2, "spam.exe");
        Assert.Empty(bench.Released);
        Assert.Equal(20, bench.Count(DropReason.DoesNotMatch));
        bench.Pass(1_000);
        bench.Bring(Other, bench.Search("stone"), NodeOf(Other), 0, "stone.mp3");
        Assert.Single(bench.Notes, note => note is Protocols.Overlays.Napster.HitsFound);
    }

    [Fact]
    public void Those_who_are_away_are_bounded_and_away_longer_each_time()
    {
        var away = new AwayPeers();
        Assert.Equal(long.MinValue, away.UntilMs(NodeOf(1)));
        away.Add(NodeOf(1), 5);
        Assert.Equal(5 + AwayPeers.FirstMs, away.UntilMs(NodeOf(1)));
        away.Add(NodeOf(1), 5);
        Assert.Equal(5 + (2 * AwayPeers.FirstMs), away.UntilMs(NodeOf(1)));
        for (var time = 0; time < 20; time++) away.Add(NodeOf(1), 0);
        Assert.Equal(AwayPeers.LongestMs, away.UntilMs(NodeOf(1)));
        for (var node = 2; node < AwayPeers.PeersMax + 2; node++) away.Add(NodeOf(node), 0);
        Assert.Equal(AwayPeers.PeersMax, away.Count);
        Assert.Equal(long.MinValue, away.UntilMs(NodeOf(1)));
        Assert.Equal(AwayPeers.FirstMs, away.UntilMs(NodeOf(2)));
    }

    [Fact]
    public void Accounts_of_holders_are_bounded_and_true_hits_outweigh_false_ones()
    {
        var holders = new FalseHolders();
        holders.Heard(NodeOf(1), isTrue: true);
        Assert.Equal(0, holders.Count);
        for (var time = 0; time < FalseHolders.FalseMax; time++) holders.Heard(NodeOf(1), isTrue: false);
        Assert.True(holders.IsFalse(NodeOf(1)));
        for (var time = 0; time < FalseHolders.FalseMax; time++) holders.Heard(NodeOf(1), isTrue: true);
        Assert.False(holders.IsFalse(NodeOf(1)));
        for (var node = 2; node < 3 * FalseHolders.HoldersMax; node++) holders.Heard(NodeOf(node), isTrue: false);
        Assert.Equal(FalseHolders.HoldersMax, holders.Count);
    }

    private static MachineBench Linked()
    {
        var bench = new MachineBench(Strict);
        bench.Link(Flooder, Other);
        bench.Sent.Clear();
        return bench;
    }

    private void Flood(MachineBench bench, int count)
    {
        for (var query = 0; query < count; query++) bench.Receive(Flooder, MachineBench.Header(++ids), new GnutellaQuery("anything", 10));
    }

    private void FloodUntilLeft(MachineBench bench)
    {
        for (var step = 0; step < 500 && bench.Released.Count == 0; step++, bench.Pass(100)) Flood(bench, 20);
    }
}
