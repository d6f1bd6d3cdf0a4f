using WebP2P.Node.Links;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

public sealed class HandshakeTests
{
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public async Task Nodes_of_different_networks_refuse_each_other_and_say_what_each_has()
    {
        await using var alice = await LinkNode.StartAsync(options => options with { Network = "blue" });
        await using var bob = await LinkNode.StartAsync(options => options with { Network = "red" });
        alice.Hub.Dial(alice.User, bob.Address, null);
        await alice.User.WaitAsync("failed: other network");
        var refusal = alice.User.Lines[^1];
        Assert.Contains($"{IdOf("blue"):x32}", refusal);
        Assert.Contains($"{IdOf("red"):x32}", refusal);
        Assert.Equal(1, alice.Drops[DropReason.WrongNetwork]);
        Assert.Empty(bob.User.Lines);
    }

    [Fact]
    public async Task A_stranger_of_another_network_is_told_so_in_the_closing_frame()
    {
        await using var node = await LinkNode.StartAsync();
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        await stranger.SendAsync(RawPeer.Hello("elsewhere"));
        var closing = await stranger.ReadAsync<Closing>();
        Assert.Equal(IdOf("public"), closing.NetworkId);
        Assert.Contains($"{IdOf("elsewhere"):x32}", closing.Reason);
        Assert.Empty(node.User.Lines);
    }

    [Fact]
    public async Task A_stranger_of_another_version_is_told_both_ranges()
    {
        await using var node = await LinkNode.StartAsync();
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        await stranger.SendAsync(RawPeer.Hello(versionMin: 8, versionMax: 9));
        var closing = await stranger.ReadAsync<Closing>();
        Assert.Equal((1, 1), (closing.VersionMin, closing.VersionMax));
        Assert.Contains("8 to 9", closing.Reason);
    }

    [Fact]
    public async Task A_private_network_links_nodes_that_have_its_key()
    {
        await using var alice = await LinkNode.StartAsync(options => options with { Network = "lab:" + Key });
        await using var bob = await LinkNode.StartAsync(options => options with { Network = "lab:" + Key });
        await alice.LinkAsync(bob);
    }

    [Fact]
    public async Task A_private_network_refuses_a_node_with_another_key()
    {
        await using var alice = await LinkNode.StartAsync(options => options with { Network = "lab:" + Key });
        await using var bob = await LinkNode.StartAsync(options => options with { Network = "lab:" + Key.Replace('0', '1') });
        alice.Hub.Dial(alice.User, bob.Address, null);
        await alice.User.WaitAsync("failed: ");
        Assert.DoesNotContain(alice.User.Lines, line => line.StartsWith("linked", StringComparison.Ordinal));
        Assert.Empty(bob.User.Lines);
    }

    [Fact]
    public async Task A_proof_that_was_seen_on_another_link_proves_nothing()
    {
        await using var node = await LinkNode.StartAsync(options => options with { Network = "lab:" + Key });
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        await stranger.SendAsync(RawPeer.Hello("lab"));
        var theirs = await stranger.ReadAsync<HelloProof>();
        await stranger.SendAsync(theirs);
        Assert.Contains("key", (await stranger.ReadAsync<Closing>()).Reason);
        Assert.Empty(node.User.Lines);
    }

    [Fact]
    public async Task Whoever_says_no_hello_in_time_is_closed()
    {
        await using var node = await LinkNode.StartAsync(limits: new LinkOptions { HelloTimeoutMs = 100 });
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        Assert.Contains("no hello", (await stranger.ReadAsync<Closing>()).Reason);
        Assert.Null(await stranger.TryReadAsync<Ping>());
    }

    [Fact]
    public async Task A_hello_larger_than_its_limit_is_refused_and_counted()
    {
        await using var node = await LinkNode.StartAsync();
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        await stranger.SendAsync(new byte[4_097]);
        Assert.Contains("4096", (await stranger.ReadAsync<Closing>()).Reason);
        Assert.Equal(1, node.Drops[DropReason.TooLarge]);
    }

    [Fact]
    public async Task Other_messages_before_the_hello_are_dropped_and_counted()
    {
        await using var node = await LinkNode.StartAsync();
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        await stranger.SendAsync(new LinkHeld(true), new Ping(1), RawPeer.Hello());
        await node.User.WaitAsync($"linked {stranger.Id.ShortText}");
        Assert.Equal(2, node.Drops[DropReason.NotAllowedInState]);
    }

    private static UInt128 IdOf(string name)
    {
        Assert.True(NetworkName.TryParse(name, out var network));
        return network!.Id;
    }
}
