using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class HostCacheTests
{
    private static readonly GnutellaOptions Dialling = new() { PingMs = 0 };

    [Fact]
    public void Many_hosts_are_dialled_at_once_but_not_more_than_the_limit()
    {
        var desk = new Desk(Dialling);
        desk.Request(Heard(HostOrigin.Saved, 1, 100));
        Assert.Equal(8, desk.Dialled().Distinct().Count());
        desk.Request(Heard(HostOrigin.Saved, 101, 100));
        Assert.Empty(desk.Dialled());
    }

    [Fact]
    public void No_host_is_dialled_while_there_are_enough_neighbours()
    {
        var desk = new Desk(Dialling).Link(201, 202, 203, 204, 205, 206);
        desk.Request(Heard(HostOrigin.Saved, 1, 100));
        Assert.Empty(desk.Dialled());
        desk.Unlink(203);
        Assert.Equal(2, desk.Dialled().Count);
    }

    [Fact]
    public void While_neighbours_are_missing_and_nobody_is_left_to_dial_hosts_are_asked_for_less_and_less_often()
    {
        var desk = new Desk(Dialling with { AsksForHosts = true });
        List<long> askedMs = [];
        for (var look = 0; look < 200; look++)
        {
            if (desk.Noted<HostsWanted>().Count > 0) askedMs.Add(desk.NowMs);
            var woken = desk.Woken().Last(woken => woken.Timer == GnutellaTimers.Upkeep);
            desk.NowMs += woken.DelayMs;
            desk.Elapse(GnutellaTimers.Upkeep);
        }
        Assert.Equal(0, askedMs[0]);
        var pauses = askedMs.Zip(askedMs.Skip(1), (one, next) => next - one).ToList();
        Assert.InRange(pauses[0], HostWish.FirstMs / 2, HostWish.FirstMs);
        Assert.All(pauses.Skip(10), pause => Assert.InRange(pause, HostWish.LongestMs / 2, HostWish.LongestMs));

        desk.Noted<HostsWanted>();
        desk.Link(201, 202, 203, 204, 205, 206);
        desk.NowMs += HostWish.LongestMs;
        desk.Elapse(GnutellaTimers.Upkeep);
        Assert.Empty(desk.Noted<HostsWanted>());
        desk.Unlink(203);
        Assert.Single(desk.Noted<HostsWanted>());
    }

    [Fact]
    public void Nobody_is_asked_for_hosts_while_there_are_some_to_dial()
    {
        var desk = new Desk(Dialling with { AsksForHosts = true });
        desk.Noted<HostsWanted>();
        desk.NowMs += HostWish.LongestMs;
        desk.Request(Heard(HostOrigin.Saved, 1, 100));
        Assert.Empty(desk.Noted<HostsWanted>());
    }

    [Theory]
    [InlineData(HostOrigin.Saved, 10_000, 3_600_000)]
    [InlineData(HostOrigin.Pong, 600_000, 3_600_000)]
    [InlineData(HostOrigin.Configured, 2_000, 60_000)]
    public void A_dead_host_is_asked_less_and_less_often(HostOrigin origin, long firstMs, long longestMs)
    {
        var desk = new Desk(Dialling);
        desk.Request(Heard(origin, 1, 1));
        var pauseMs = firstMs;
        for (var failures = 1; failures < HostEntry.FailuresMax; failures++)
        {
            Assert.Equal(Desk.AddressOf(1), Assert.Single(desk.Dialled()));
            desk.Fail(Desk.AddressOf(1));
            Assert.Empty(desk.Dialled());
            desk.NowMs += pauseMs / 2 - 1;
            desk.Elapse(GnutellaTimers.Upkeep);
            Assert.Empty(desk.Dialled());
            desk.NowMs += pauseMs / 2 + 1;
            desk.Elapse(GnutellaTimers.Upkeep);
            pauseMs = Math.Min(longestMs, pauseMs * 2);
        }
        desk.Fail(Desk.AddressOf(1));
        desk.NowMs += 2 * longestMs;
        desk.Dialled();
        desk.Elapse(GnutellaTimers.Upkeep);
        Assert.Equal(origin == HostOrigin.Configured, desk.Dialled().Count == 1);
        Assert.Equal(origin == HostOrigin.Configured ? 1 : 0, desk.Machine.Figures(0).HostsKnown);
    }

    [Fact]
    public void What_is_learned_of_hosts_is_told_in_one_notice()
    {
        var desk = new Desk(Dialling with { NeighboursWanted = 2 });
        desk.Request(Heard(HostOrigin.Configured, 1, 3));
        var first = desk.Dialled();
        desk.Reach(first[0], 50);
        desk.Fail(first[1]);
        Assert.Contains(desk.Woken(), wake => wake.Timer == GnutellaTimers.Hosts && wake.DelayMs == HostDialling.NoticeMs);
        desk.Elapse(GnutellaTimers.Hosts);
        var told = Assert.Single(desk.Noted<HostsChanged>());
        var met = Assert.Single(told.Changed, host => host.Address == first[0]);
        Assert.Equal((NodeOf(50), Desk.Wall, 1, 0), (met.Node!.Value, met.LastSeenUnixMs, met.Successes, met.Failures));
        Assert.Equal(1, Assert.Single(told.Changed, host => host.Address == first[1]).Failures);
        desk.Elapse(GnutellaTimers.Hosts);
        Assert.Empty(desk.Noted<HostsChanged>());
    }

    [Fact]
    public void Ten_thousand_hosts_are_kept_and_the_worst_makes_room()
    {
        var desk = new Desk(Dialling);
        desk.Request(Heard(HostOrigin.Saved, 1, 10_000));
        var failed = desk.Dialled()[0];
        desk.Fail(failed);
        desk.Request(new HostsHeard([new KnownHost(new PeerAddress("10.9.9.9", 1), null, HostOrigin.Index)]));
        Assert.Equal(10_000, desk.Machine.Figures(0).HostsKnown);
        desk.Elapse(GnutellaTimers.Hosts);
        Assert.Equal([failed], Assert.Single(desk.Noted<HostsChanged>()).Forgotten);
    }

    [Fact]
    public void The_own_node_is_no_host()
    {
        var desk = new Desk(Dialling);
        desk.Request(Heard(HostOrigin.Configured, 1, 1));
        desk.Reach(Desk.AddressOf(1), 0);
        Assert.Equal(0, desk.Machine.Figures(0).HostsKnown);
        Assert.Empty(desk.Machine.Figures(0).Neighbours);
        Assert.Equal(NodeOf(0), Assert.Single(desk.Released()).Peer);
    }

    [Fact]
    public void Hosts_of_other_networks_come_first_and_those_that_were_there_before()
    {
        HostEntry[] due = [.. new[] { "20.1.0.1", "20.1.0.2", "20.2.0.1", "20.3.0.1" }.Select(host => new HostEntry(new PeerAddress(host, 1), HostOrigin.Saved))];
        due[1].Successes = 2;
        var picked = HostChoice.Pick(due, [new PeerAddress("20.3.9.9", 1)], 2, new SeededDice(3)).Select(entry => entry.Address.Host).ToList();
        Assert.Equal("20.1.0.2", picked[0]);
        Assert.Equal("20.2.0.1", picked[1]);
        Assert.Equal(4, HostChoice.Pick(due, [], 9, new SeededDice(3)).Count);
    }

    [Theory]
    [InlineData("20.1.2.3", "20.1")]
    [InlineData("2001:db8:1::1", "20010db8")]
    [InlineData("10.1.2.3", null)]
    [InlineData("172.16.2.3", null)]
    [InlineData("172.32.2.3", "172.32")]
    [InlineData("192.168.2.3", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("fd00::1", null)]
    [InlineData("peer.example", null)]
    public void Private_ranges_are_no_network_of_their_own(string host, string? network) => Assert.Equal(network, HostChoice.NetworkOf(new PeerAddress(host, 1)));

    [Fact]
    public void A_peer_that_does_not_take_part_is_released()
    {
        var desk = new Desk(Dialling);
        desk.Request(Heard(HostOrigin.Configured, 1, 1));
        desk.Do(now => desk.Machine.Dialled(Desk.AddressOf(1), NodeOf(5), now));
        desk.LinkOther(5);
        Assert.Equal(NodeOf(5), Assert.Single(desk.Released()).Peer);
        Assert.Empty(desk.Machine.Figures(0).Neighbours);
    }

    private static HostsHeard Heard(HostOrigin origin, int first, int count) =>
        new([.. Enumerable.Range(first, count).Select(number => new KnownHost(Desk.AddressOf(number), null, origin))]);
}
