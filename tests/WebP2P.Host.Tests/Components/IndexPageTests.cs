using Bunit;
using WebP2P.Host.Components.Pages;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Components;

public sealed class IndexPageTests : PageContext
{
    private static readonly string Digits = new('a', 64);

    [Fact]
    public void The_page_says_what_the_index_holds_answers_and_refuses_in_sentences()
    {
        var page = Render<IndexOperator>();

        Assert.Equal("3 nodes are registered here. 12\u202f806 names of 11\u202f902 contents can be found while those who have them are online.", page.Find(".sub").TextContent);
        Assert.Contains("118 queries", page.Find(".facts:has(.spark)").TextContent, StringComparison.Ordinal);
        Assert.Equal(60, page.Find(".spark.calm polyline").GetAttribute("points")!.Split(' ').Length);
        Assert.Contains("A search came more often than a node may ask.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("told: The index server answers 10 questions a second.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;the&lt;/b&gt; stone", page.Markup, StringComparison.Ordinal);
        Assert.Contains("50, cut", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pasted_content_is_blocked_with_its_note_and_let_in_again()
    {
        var page = Render<IndexOperator>();
        page.Find("form.block input").Change($" {Digits}-1048576 ");
        page.FindAll("form.block input")[1].Change("not what its name says");
        page.Find("form.block").Submit();

        var block = Assert.Single(Index.List);
        Assert.Equal((Digits, 1_048_576, "not what its name says"), (block.Hash!.Value.ToString(), block.Size, block.Note));
        Assert.Contains("not what its name says", page.Markup, StringComparison.Ordinal);
        Assert.Equal("", page.Find("form.block input").GetAttribute("value"));

        page.Find("button[aria-label^='Let in again: Content']").Click();
        Assert.Empty(Index.List);
        Assert.Contains("Nothing is blocked.", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("harry potter")]
    [InlineData("$D-0")]
    [InlineData("")]
    public void What_is_no_hash_blocks_nothing_and_is_explained(string text)
    {
        var page = Render<IndexOperator>();
        page.Find("form.block input").Change(text.Replace("$D", Digits, StringComparison.Ordinal));
        page.Find("form.block").Submit();
        Assert.Contains("Nothing was blocked.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Index.List);
    }

    [Fact]
    public void A_pasted_node_is_blocked_by_its_own_button()
    {
        var page = Render<IndexOperator>();
        page.Find("form.block input").Change(FakeStatus.Id(2).ToString());
        page.FindAll("form.block button").Single(button => button.TextContent == "Block node").Click();
        Assert.Equal(FakeStatus.Id(2), Assert.Single(Index.List).NodeId);
    }

    [Fact]
    public void A_node_is_blocked_from_its_row_after_a_question_and_the_own_one_has_no_such_button()
    {
        var page = Render<IndexOperator>();
        page.WaitForState(() => page.FindAll("button[aria-label^='Block: ']").Count == 3);
        page.Find("button[aria-label='Block: bob-laptop']").Click();
        Assert.Empty(Index.List);
        page.FindAll("button").Single(button => button.TextContent == "Block this node").Click();

        Assert.Equal(FakeStatus.Id(2), Assert.Single(Index.List).NodeId);
        page.WaitForState(() => page.FindAll("button[aria-label='Let in again: bob-laptop']").Count == 1);
        Assert.Empty(page.FindAll("button[aria-label='Block: alice']"));
        page.Find("button[aria-label='Let in again: bob-laptop']").Click();
        Assert.Empty(Index.List);
    }

    [Fact]
    public void An_empty_index_says_how_others_come_here()
    {
        Index.Slow = [];
        Index.NodeRows.Clear();
        var page = Render<IndexOperator>();
        Assert.Contains("Nobody has searched here in the last hour.", page.Markup, StringComparison.Ordinal);
        page.WaitForState(() => page.Markup.Contains("No node has registered here yet.", StringComparison.Ordinal));
    }
}
