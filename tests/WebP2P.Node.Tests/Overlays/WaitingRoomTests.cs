using WebP2P.Node.Overlays;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Overlays;

public sealed class WaitingRoomTests
{
    [Fact]
    public void One_peer_that_fills_its_part_keeps_no_other_out()
    {
        var room = new WaitingRoom(messagesMax: 100, messagesPerPeerMax: 20);
        Assert.Equal(20, Enumerable.Range(0, 50).Count(_ => room.TryEnter(NodeOf(1), isQuery: false)));
        Assert.True(room.TryEnter(NodeOf(2), isQuery: false));
        room.Leave(NodeOf(1));
        Assert.True(room.TryEnter(NodeOf(1), isQuery: false));
        Assert.False(room.TryEnter(NodeOf(1), isQuery: false));
    }

    [Fact]
    public void Questions_find_it_full_before_answers_do()
    {
        var room = new WaitingRoom(messagesMax: 40, messagesPerPeerMax: 20);
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => room.TryEnter(NodeOf(1), isQuery: true)));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => room.TryEnter(NodeOf(1), isQuery: false)));
        Assert.False(room.TryEnter(NodeOf(2), isQuery: true));
        Assert.Equal(20, Enumerable.Range(2, 50).Count(peer => room.TryEnter(NodeOf(peer), isQuery: false)));
    }
}
