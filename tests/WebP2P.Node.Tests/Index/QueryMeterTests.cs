using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Index.Operator;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class QueryMeterTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(Wall));
    private readonly QueryMeter meter;

    public QueryMeterTests() => meter = new QueryMeter(time);

    [Fact]
    public void A_query_is_kept_with_what_it_cost_and_who_asked()
    {
        var question = new FindQuestion(Query("harry potter"), Presence.Nobody with { Asker = NodeOf(2) }, 50);
        meter.Measure(question, () => Took(7, new FindAnswer([], false) { RowsLookedAt = 300 }));
        Assert.Equal(new QueryCost("harry potter", 7_000, 300, 0, true, Wall + 7, NodeOf(2)), Assert.Single(meter.Slowest()));
    }

    [Fact]
    public void A_store_that_fails_leaves_no_row()
    {
        Assert.Throws<IOException>(() => meter.Measure(new FindQuestion(Query("a"), Presence.Nobody, 50), () => throw new IOException("gone")));
        Assert.Empty(meter.Slowest());
    }

    [Fact]
    public void Every_reason_has_its_own_words_and_every_message_its_name()
    {
        Assert.Equal("A search came more often than a node may ask.", RefusalSentences.Of(nameof(IndexSearch), DropReason.RateExceeded));
        Assert.Equal("A registration came from a node that you blocked.", RefusalSentences.Of(nameof(Register), DropReason.BlockedNode));
        Assert.Equal("A record with addresses was out of date.", RefusalSentences.Of(nameof(PeerRecordChanged), DropReason.Expired));
        foreach (var type in Enum.GetValues<MessageType>().Where(IndexServer.Reads))
            Assert.DoesNotContain($"({type})", RefusalSentences.Of(type.ToString(), DropReason.Malformed), StringComparison.Ordinal);
    }

    private FindAnswer Took(int milliseconds, FindAnswer answer)
    {
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return answer;
    }
}
