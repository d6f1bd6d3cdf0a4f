using System.Net;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

public sealed class LocalNewsTests : IDisposable
{
    private static readonly IPEndPoint Near = new(IPAddress.Loopback, 6698);

    private readonly TempFolder temp = new();
    private readonly DataFolder folder;
    private readonly NodeIdentity identity;
    private readonly NetworkName network;
    private readonly DropCounters drops = new();
    private readonly LocalNews news;

    public LocalNewsTests()
    {
        folder = DataFolder.Open(temp["data"]);
        identity = NodeIdentity.Open(folder);
        network = NetworkName.TryParse("lab", out var parsed) ? parsed! : throw new InvalidOperationException();
        news = new LocalNews(identity, network, new LocalNetwork(new NodeOptions { Data = temp["data"], Downloads = temp["downloads"], AllowLoopback = true }), drops);
    }

    [Fact]
    public void A_notice_says_who_is_where_in_this_network()
    {
        var found = news.Take(Notice(7), Near, 0);
        Assert.Equal((new PeerAddress("127.0.0.1", 7001), FewNodes.Id(7)), found);
        Assert.DoesNotContain(drops.Counts, count => count.Value > 0);
    }

    [Fact]
    public void The_own_notice_says_nothing()
    {
        Assert.Null(news.Take(new LocalNotice(network.Id, identity.Id, 7001).ToBytes(), Near, 0));
        Assert.DoesNotContain(drops.Counts, count => count.Value > 0);
    }

    [Fact]
    public void What_cannot_be_believed_is_counted_by_reason()
    {
        Assert.Null(news.Take(Notice(7).AsSpan(1), Near, 0));
        Assert.Null(news.Take(new LocalNotice(network.Id, FewNodes.Id(7), 0).ToBytes(), Near, 0));
        Assert.Null(news.Take(new LocalNotice(network.Id + 1, FewNodes.Id(7), 7001).ToBytes(), Near, 0));
        Assert.Null(news.Take(Notice(7), new IPEndPoint(IPAddress.Parse("203.0.113.9"), 6698), 0));
        Assert.Equal((2, 1, 1), (drops.Counts[DropReason.Malformed], drops.Counts[DropReason.WrongNetwork], drops.Counts[DropReason.AddressRefused]));
    }

    [Fact]
    public void A_flood_of_notices_is_not_read()
    {
        for (var count = 0; count < LocalNews.NoticesPerSecond; count++) Assert.NotNull(news.Take(Notice(7), Near, 500));
        Assert.Null(news.Take(Notice(8), Near, 999));
        Assert.Equal(1, drops.Counts[DropReason.RateExceeded]);
        Assert.NotNull(news.Take(Notice(8), Near, 1_000));
    }

    [Fact]
    public void Somebody_new_is_answered_at_most_once_in_a_while()
    {
        Assert.True(news.ShouldAnswer(FewNodes.Id(1), 0));
        Assert.False(news.ShouldAnswer(FewNodes.Id(2), LocalNews.AnswerEveryMs - 1));
        Assert.False(news.ShouldAnswer(FewNodes.Id(1), LocalNews.AnswerEveryMs));
        Assert.True(news.ShouldAnswer(FewNodes.Id(3), LocalNews.AnswerEveryMs));
    }

    public void Dispose()
    {
        identity.Dispose();
        folder.Dispose();
        temp.Dispose();
    }

    private byte[] Notice(byte node) => new LocalNotice(network.Id, FewNodes.Id(node), 7001).ToBytes();
}
