using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Tests.Core;

public sealed class NodeModelTests
{
    [Fact]
    public void Wall_clocks_are_off_by_no_more_than_the_skew_and_by_different_times()
    {
        var village = new Village(new SimulationOptions { ClockSkewMaxMs = 500 });
        for (var number = 0; number < 200; number++) village.Add();
        var skews = village.Network.Nodes.Select(node => Village.Of(node).WallUnixMs - village.Network.WallUnixMs).ToList();
        Assert.All(skews, skew => Assert.InRange(skew, -500, 500));
        Assert.True(skews.Min() < -300 && skews.Max() > 300);
    }

    [Theory]
    [InlineData(1_000, 100_000)]
    [InlineData(500, 200_000)]
    public void Nodes_stay_away_and_up_as_long_as_the_options_say(int shapePerMille, long meanMs)
    {
        var options = new SimulationOptions { SessionShapePerMille = shapePerMille, SessionScaleMs = 100_000, AbsenceMs = meanMs };
        var village = Village.Busy(options, 400, 3_000_000);
        Assert.InRange(village.Network.Nodes.Count(node => node.IsUp), 150, 250);
    }

    [Fact]
    public void Who_comes_back_is_sometimes_somewhere_else_and_found_there()
    {
        var options = new SimulationOptions { SessionShapePerMille = 1_000, SessionScaleMs = 20_000, AbsenceMs = 1_000, MovesPerMillion = 500_000 };
        var village = Village.Busy(options, 100, 60_000);
        var moved = village.Network.Nodes.Where(node => node.Address != NodeTable.FirstAddress(node.Number)).ToList();
        Assert.InRange(moved.Count, 30, 95);
        Assert.All(village.Network.Nodes, node => Assert.Equal(node, village.Network.Find(node.Address)));
        Assert.All(moved, node => Assert.Null(village.Network.Find(NodeTable.FirstAddress(node.Number))));
    }

    [Fact]
    public void Some_crash_and_some_say_goodbye()
    {
        var all = new SimulationOptions { SessionShapePerMille = 1_000, SessionScaleMs = 20_000, AbsenceMs = 0 };
        foreach (var (crashes, reason) in new[] { (1_000_000, "3 pings were missed."), (0, "the node is leaving.") })
        {
            var village = new Village(all with { CrashesPerMillion = crashes });
            var (one, two) = village.Pair();
            village.Network.LetComeAndGo(one);
            village.Network.RunFor(400_000);
            Assert.False(one.IsUp);
            Assert.EndsWith(reason, Village.Of(two).Lines.Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_death_is_noticed_after_the_missed_pings()
    {
        var village = new Village(new SimulationOptions { PingIntervalMs = 700, PingsMissedMax = 2 });
        var (one, two) = village.Pair();
        village.Network.RunFor(5_000);
        village.Network.Kill(one);
        village.Network.RunFor(10_000);
        Assert.Equal("6400 2 pings were missed.", Village.Of(two).Lines.Single());
    }

    [Fact]
    public void What_a_node_began_in_an_earlier_life_comes_to_nothing()
    {
        var village = new Village(new SimulationOptions());
        var (one, two) = (village.Add(), village.Add());
        village.Network.Request(one, new Call(two.Id));
        village.Network.Kill(one);
        village.Network.Start(one, one.Address);
        village.Network.RunFor(10_000);
        Assert.False(village.Network.AreLinked(one, two));
        Assert.Empty(Village.Of(one).Lines);
    }

    [Fact]
    public void Notices_are_kept_only_for_those_who_want_them()
    {
        List<Notice> noticed = [];
        foreach (var keeps in new[] { true, false })
        {
            var network = new SimulatedNetwork(new SimulationOptions { KeepsNotices = keeps }) { Noticed = (_, notice) => noticed.Add(notice) };
            var node = network.Add("teller", _ => [new HostedMachine(new Teller(), _ => false)]);
            Assert.Equal(keeps ? 1 : 0, node.Notices.Count);
        }
        Assert.Equal(2, noticed.Count);
    }

    [Fact]
    public void Whoever_watches_cannot_disturb_a_turn()
    {
        var network = new SimulatedNetwork(new SimulationOptions());
        network.Noticed = (node, _) => network.Request(node, new TalkOn());
        Assert.Throws<InvalidOperationException>(() => network.Add("teller", _ => [new HostedMachine(new Teller(), _ => false)]));
    }

    private sealed record Told : Notice;

    /// <summary>Tells its node something at its start.</summary>
    private sealed class Teller : IOverlay
    {
        public void Start(Turn turn) => turn.Note(new Told());

        public void Linked(Protocols.Identity.NodeId peer, Protocols.Links.Hello hello, Turn turn)
        {
        }

        public void Unlinked(Protocols.Identity.NodeId peer, string reason, Turn turn)
        {
        }

        public void Dialled(Protocols.Identity.PeerAddress? address, Protocols.Identity.NodeId peer, Turn turn)
        {
        }

        public void DialFailed(Protocols.Identity.PeerAddress? address, Protocols.Identity.NodeId? peer, string reason, Turn turn)
        {
        }

        public void Receive(Protocols.Identity.NodeId from, in Header header, Message message, Turn turn)
        {
        }

        public void Elapsed(TimerKey timer, Turn turn)
        {
        }

        public void Answered(Ticket ticket, Answer answer, Turn turn)
        {
        }

        public void Request(OwnRequest request, Turn turn)
        {
        }
    }
}
