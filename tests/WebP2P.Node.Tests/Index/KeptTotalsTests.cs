using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Index.Operator;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Index;

public sealed class KeptTotalsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly KeptTotals totals;
    private TimeSpan takes = TimeSpan.FromMilliseconds(40);
    private bool isReadable = true;
    private int counts;

    public KeptTotalsTests() => totals = new KeptTotals(Count, time);

    [Fact]
    public void Without_a_commit_they_are_counted_once_a_minute()
    {
        totals.Read(5);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, totals.Read(5).Nodes);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, totals.Read(5).Nodes);
    }

    [Theory]
    [InlineData(40, 2_000)]
    [InlineData(0, 250)]
    [InlineData(3_000, 10_000)]
    public void With_commits_they_are_counted_a_fiftieth_of_the_time(int takesMs, int restMs)
    {
        takes = TimeSpan.FromMilliseconds(takesMs);
        totals.Read(1);
        time.Advance(TimeSpan.FromMilliseconds(restMs - 1));
        Assert.Equal(1, totals.Read(2).Nodes);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, totals.Read(3).Nodes);
    }

    [Fact]
    public void While_the_store_cannot_be_read_the_last_ones_stand()
    {
        totals.Read(1);
        isReadable = false;
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, totals.Read(2).Nodes);
        isReadable = true;
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(3, totals.Read(3).Nodes);
    }

    private IndexTotals? Count()
    {
        time.Advance(takes);
        counts++;
        return isReadable ? new IndexTotals(counts, 0, 0) : null;
    }
}
