using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Links;

public sealed class LinkTests
{
    [Fact]
    public async Task Two_nodes_link_and_exchange_messages_both_ways()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await alice.LinkAsync(bob);
        Assert.Equal($"dialled {bob.Id.ShortText}", alice.User.Lines[0]);

        Assert.True(alice.Hub.Send(bob.Id, new Header(new MessageId(7)), new IndexSearch("harry potter", 10)));
        await bob.User.WaitAsync($"received {alice.Id.ShortText} IndexSearch");
        Assert.Equal(new IndexSearch("harry potter", 10), bob.User.Messages[^1]);

        Assert.True(bob.Hub.Send(alice.Id, new Header(new MessageId(7)), new RegisterCommitted(1, 2)));
        await alice.User.WaitAsync($"received {bob.Id.ShortText} RegisterCommitted");
        Assert.Equal(new RegisterCommitted(1, 2), alice.User.Messages[^1]);
    }
}
