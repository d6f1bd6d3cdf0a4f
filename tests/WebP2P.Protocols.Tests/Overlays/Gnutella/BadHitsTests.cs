using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class BadHitsTests
{
    private static readonly FoundFile Stone = Village.File("stone.mp3");

    private readonly Desk desk = new Desk().Link(1, 2);

    [Fact]
    public void Hits_for_nobody_are_dropped()
    {
        desk.Hits(1, new MessageId(77), 5, Stone);
        Assert.Equal([DropReason.Unsolicited], desk.Dropped());
    }

    [Fact]
    public void Hits_of_the_neighbour_that_brought_the_query_are_dropped()
    {
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 3);
        desk.Receive(1, id, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Equal([DropReason.Unexpected], desk.Dropped());
    }

    [Fact]
    public void Hits_whose_asker_has_gone_are_dropped_also_when_another_took_its_place()
    {
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 3);
        desk.Unlink(1);
        desk.Link(9);
        desk.Receive(2, id, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Equal([DropReason.Expired], desk.Dropped());
        Assert.Empty(desk.Sent<GnutellaHits>());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(255, 1)]
    [InlineData(2, 255)]
    public void Hits_that_may_go_no_further_end_here(int ttl, int hops)
    {
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 3);
        desk.Receive(2, id, new GnutellaHits(new byte[8], default), ttl, hops);
        Assert.Equal([DropReason.TtlExceeded], desk.Dropped());
        Assert.Empty(desk.Sent<GnutellaHits>());
    }

    [Fact]
    public void Nobody_but_the_asker_opens_hits()
    {
        var id = desk.Receive(1, Desk.Ask("stone"), ttl: 3);
        desk.Receive(2, id, new GnutellaHits(new byte[8], default), ttl: 3);
        Assert.Single(desk.Sent<GnutellaHits>());
        Assert.Empty(desk.Asked<OpenHitsQuestion>());
    }

    [Fact]
    public void Forged_hits_do_not_count()
    {
        var (_, query) = desk.Search("stone");
        desk.Receive(1, query, new GnutellaHits(new byte[] { 1, 2, 3 }, default), ttl: 3);
        desk.Open();
        Assert.Equal([DropReason.BadSignature], desk.Dropped());
        Assert.Empty(desk.Noted<HitsFound>());
        Assert.Equal(1, desk.Machine.Figures(0).Neighbours[0].Drops[DropReason.BadSignature]);
    }

    [Fact]
    public void Hits_signed_for_another_query_do_not_count()
    {
        var (_, first) = desk.Search("stone");
        var (_, second) = desk.Search("stone mp3");
        var old = desk.Seal.Seal(NodeOf(5), new QueryHits(first.Value, 1, [Stone]), Desk.Wall);
        desk.Hits(1, second, old);
        Assert.Equal([DropReason.Replayed], desk.Dropped());
        Assert.Empty(desk.Noted<HitsFound>());
    }

    [Fact]
    public void Files_that_do_not_match_do_not_count_and_the_rest_does()
    {
        var (_, query) = desk.Search("stone");
        desk.Hits(1, query, 5, Village.File("other.mp3"), Stone, Stone with { Content = Stone.Content with { SizeBytes = 0 } });
        Assert.Equal([DropReason.DoesNotMatch, DropReason.Malformed], desk.Dropped());
        Assert.Equal(Stone.Content, Assert.Single(Assert.Single(desk.Noted<HitsFound>()).Hits).Content);
    }

    [Fact]
    public void Hits_of_ten_thousand_files_are_dropped_whole()
    {
        var (_, query) = desk.Search("stone");
        desk.Hits(1, query, 5, [.. Enumerable.Range(0, 10_000).Select(number => Village.File($"stone {number}.mp3"))]);
        Assert.Equal([DropReason.TooLarge], desk.Dropped());
        Assert.Empty(desk.Noted<HitsFound>());
    }

    [Fact]
    public void A_total_below_what_is_there_is_malformed()
    {
        var (_, query) = desk.Search("stone");
        desk.Hits(1, query, desk.Seal.Seal(NodeOf(5), new QueryHits(query.Value, 0, [Stone]), Desk.Wall));
        Assert.Equal([DropReason.Malformed], desk.Dropped());
    }

    [Fact]
    public void The_same_hits_twice_count_once_and_are_opened_once()
    {
        var (search, query) = desk.Search("stone");
        var hits = desk.Seal.Seal(NodeOf(5), new QueryHits(query.Value, 1, [Stone]), Desk.Wall);
        desk.Hits(1, query, hits);
        desk.Receive(1, query, new GnutellaHits(hits.Envelope, default), ttl: 3);
        Assert.Empty(desk.Asked<OpenHitsQuestion>());
        Assert.Equal([DropReason.Duplicate], desk.Dropped());
        Assert.Equal(search, Assert.Single(desk.Noted<HitsFound>()).SearchId);
    }

    [Fact]
    public void Own_hits_that_come_back_do_not_count()
    {
        var (_, query) = desk.Search("stone");
        desk.Hits(1, query, 0, Stone);
        Assert.Equal([DropReason.WrongIdentity], desk.Dropped());
    }

    [Fact]
    public void Hits_of_a_neighbour_that_was_not_asked_are_dropped()
    {
        var (_, query) = desk.Search("stone");
        desk.Link(3);
        desk.Hits(3, query, 5, Stone);
        Assert.Equal([DropReason.Unexpected], desk.Dropped());
    }

    [Fact]
    public void Hits_after_the_end_of_the_search_are_dropped()
    {
        var (search, query) = desk.Search("stone");
        desk.Receive(1, query, new GnutellaHits(desk.Seal.Seal(NodeOf(5), new QueryHits(query.Value, 1, [Stone]), Desk.Wall).Envelope, default), ttl: 3);
        desk.Request(new GnutellaSearchCancelled(search));
        desk.Open();
        desk.Hits(2, query, 6, Stone);
        Assert.Equal([DropReason.Unsolicited, DropReason.Unsolicited], desk.Dropped());
        Assert.Empty(desk.Noted<HitsFound>());
    }

    [Fact]
    public void A_neighbour_that_answers_everything_fills_no_memory()
    {
        var (_, query) = desk.Search("stone");
        for (var count = 0; count < 1_000; count++) desk.Receive(1, query, new GnutellaHits(BitConverter.GetBytes(count), default), ttl: 3);
        Assert.Equal(HitOpenings.OpeningsMax, desk.Asked<OpenHitsQuestion>().Count);
        Assert.All(desk.Dropped(), reason => Assert.Equal(DropReason.QueueFull, reason));
    }
}
