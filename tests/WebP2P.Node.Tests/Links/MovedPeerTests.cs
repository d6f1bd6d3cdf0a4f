using System.Net;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Links;

/// <summary>A node, this one or another, is somewhere else now.</summary>
public sealed class MovedPeerTests
{
    private static readonly LinkOptions Patient = new() { PingLanMs = 60_000 };

    [Fact]
    public async Task A_node_that_is_elsewhere_is_dialled_there_while_the_link_to_its_old_place_still_seems_to_live()
    {
        await using var alice = await LinkNode.StartAsync(limits: Patient);
        await using var bob = await LinkNode.StartAsync(options => options with { PeerListen = "127.0.0.2:0" }, Patient);
        await using var proxy = new TcpProxy(bob.Plane.EndPoint!);
        var old = PeerAddress.From(proxy.EndPoint);
        alice.Hub.Dial(alice.User, old, null);
        await Task.WhenAll(alice.User.WaitAsync($"linked {bob.Id.ShortText}"), bob.User.WaitAsync($"linked {alice.Id.ShortText}"));
        var directory = alice.Get<PeerDirectory>();
        // What is still on its way would be a sign of life.
        await Poll.UntilAsync(() => alice.Hub.Find(bob.Id)?.Wire.Pulse.RttMs is not null && directory.Find(bob.Id) is not null);
        Assert.True(directory.Learn(Record(bob, 1, old)));
        proxy.Freeze();
        Assert.True(directory.Learn(Record(bob, 2, bob.Address)));

        alice.Hub.Dial(alice.User, null, bob.Id);
        await alice.User.WaitAsync(lines => lines.Count(line => line.StartsWith("linked", StringComparison.Ordinal)) == 2, "linked anew");
        Assert.True(alice.Hub.Send(bob.Id, default, new IndexSearch("are you there", 1)));
        await bob.User.WaitAsync($"received {alice.Id.ShortText} IndexSearch");
        Assert.Equal(IPAddress.Parse("127.0.0.2"), alice.Hub.Find(bob.Id)!.Wire.Remote.Address);
    }

    [Fact]
    public async Task A_move_of_the_own_node_is_told_like_that_of_another()
    {
        await using var alice = await LinkNode.StartAsync();
        var directory = alice.Get<PeerDirectory>();
        var moves = new List<NodeId>();
        directory.Moved += move => moves.Add(move.Peer);
        var own = directory.Own!;
        directory.Own = own with { Value = own.Value with { Name = "another name" } };
        Assert.Empty(moves);
        directory.Own = own with { Value = own.Value with { Addresses = [new PeerAddress("192.0.2.7", 1)] } };
        Assert.Equal([alice.Id], moves);
    }

    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("fe80::1%3", false)]
    [InlineData("127.0.0.2", false)]
    [InlineData(null, false)]
    public void A_connection_is_over_when_its_own_address_is_gone(string? local, bool isGone)
    {
        HashSet<IPAddress> here = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fe80::1"), IPAddress.Loopback];
        var address = local is null ? null : IPAddress.Parse(local);
        Assert.Equal(isGone, AddressWatch.IsGone(address, here));
        Assert.False(AddressWatch.IsGone(address, new HashSet<IPAddress>()));
    }

    private static Signed<PeerRecord> Record(LinkNode node, long sequence, PeerAddress address) =>
        new(node.Id, long.MaxValue / 2 + sequence, long.MaxValue, new PeerRecord("bob", [address], []), default);
}
