using WebP2P.Node.Links;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Links;

public sealed class DialBackTests
{
    [Fact]
    public async Task A_linked_node_is_dialled_where_its_link_comes_from_and_only_its_own_id_counts()
    {
        await using var index = await LinkNode.StartAsync();
        await using var alice = await LinkNode.StartAsync();
        await using var carol = await LinkNode.StartAsync();
        await alice.LinkAsync(index);
        var answer = await AnswerAsync(index, alice, alice.Address.Port);
        Assert.Equal((Reachability.Yes, alice.Address, null), (answer.Result, answer.Address, answer.Reason));

        answer = await AnswerAsync(index, alice, carol.Address.Port);
        Assert.Equal((Reachability.No, carol.Address), (answer.Result, answer.Address));
        Assert.Contains($"expected node {alice.Id.ShortText}, but node {carol.Id.ShortText} answered", answer.Reason);
    }

    [Fact]
    public async Task What_the_rules_forbid_is_not_dialled_nor_is_a_node_without_a_link()
    {
        await using var index = await LinkNode.StartAsync(options => options with { AllowLoopback = false });
        await using var alice = await LinkNode.StartAsync();
        Assert.Equal((Reachability.Unknown, "The link is gone."), Told(await AnswerAsync(index, alice, alice.Address.Port)));
        await alice.LinkAsync(index);
        var (result, reason) = Told(await AnswerAsync(index, alice, alice.Address.Port));
        Assert.Equal(Reachability.Unknown, result);
        Assert.Contains("loopback addresses told by others are not dialled", reason);
    }

    private static (Reachability Result, string? Reason) Told(DialBackAnswer answer) => (answer.Result, answer.Reason);

    private static async Task<DialBackAnswer> AnswerAsync(LinkNode index, LinkNode node, int port) =>
        (DialBackAnswer)await index.Get<DialBacker>().AnswerAsync(new DialBackQuestion(node.Id, port), CancellationToken.None);
}
