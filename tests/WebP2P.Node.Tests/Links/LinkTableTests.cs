using System.Net;
using WebP2P.Node.Links;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Links;

/// <summary>The pure tables behind links and dials.</summary>
public sealed class LinkTableTests
{
    private static readonly NodeId Low = Id(1);
    private static readonly NodeId High = Id(2);

    [Fact]
    public void Both_sides_keep_the_connection_that_the_lower_id_dialled()
    {
        Assert.True(LinkTable.NewStays(Low, High, isOldDialled: false, isNewDialled: true));
        Assert.False(LinkTable.NewStays(Low, High, isOldDialled: true, isNewDialled: false));
        Assert.True(LinkTable.NewStays(High, Low, isOldDialled: true, isNewDialled: false));
        Assert.False(LinkTable.NewStays(High, Low, isOldDialled: false, isNewDialled: true));
    }

    [Fact]
    public void A_peer_that_dials_again_has_lost_its_old_connection()
    {
        Assert.True(LinkTable.NewStays(Low, High, isOldDialled: false, isNewDialled: false));
        Assert.True(LinkTable.NewStays(High, Low, isOldDialled: false, isNewDialled: false));
    }

    [Fact]
    public void An_unproven_address_is_dialled_once_in_ten_minutes()
    {
        var book = new DialBook();
        var address = new PeerAddress("93.184.216.34", 6699);
        Assert.True(book.TryBegin(address, Low, 1_000));
        Assert.False(book.TryBegin(address, Low, 1_000 + DialBook.UnprovenIntervalMs - 1));
        Assert.False(book.TryBegin(address, High, 1_000));
        Assert.True(book.TryBegin(address, Low, 1_000 + DialBook.UnprovenIntervalMs));
    }

    [Fact]
    public void A_node_that_answered_may_be_dialled_again_at_once_and_its_last_good_address_is_known()
    {
        var book = new DialBook();
        var address = new PeerAddress("93.184.216.34", 6699);
        Assert.True(book.TryBegin(address, Low, 0));
        book.Prove(Low, address);
        Assert.True(book.TryBegin(address, Low, 1));
        Assert.Equal(address, book.LastGood(Low));
        Assert.Null(book.LastGood(High));
    }

    [Fact]
    public void An_unproven_address_may_open_ten_connections_a_minute_and_a_proven_one_sixty()
    {
        var limits = new ConnectLimits(new LinkOptions(), isLocalExempt: false);
        var address = IPAddress.Parse("93.184.216.34");
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => limits.TryTake(address, 0)));
        Assert.True(limits.TryTake(IPAddress.Parse("93.184.216.35"), 0));
        limits.Prove(address);
        Assert.Equal(50, Enumerable.Range(0, 100).Count(_ => limits.TryTake(address, 0)));
        Assert.True(limits.TryTake(address, 60_000));
    }

    [Fact]
    public void Addresses_of_one_household_count_as_one()
    {
        var limits = new ConnectLimits(new LinkOptions(), isLocalExempt: false);
        Assert.Equal(10, Enumerable.Range(1, 100).Count(host => limits.TryTake(IPAddress.Parse($"2001:db8:0:1::{host:x}"), 0)));
        Assert.True(limits.TryTake(IPAddress.Parse("2001:db8:0:2::1"), 0));
    }

    [Fact]
    public void Near_addresses_are_exempt_only_with_the_option()
    {
        Assert.Equal(100, Enumerable.Range(0, 100).Count(_ => new ConnectLimits(new LinkOptions(), isLocalExempt: true).TryTake(IPAddress.Loopback, 0)));
        var strict = new ConnectLimits(new LinkOptions(), isLocalExempt: false);
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => strict.TryTake(IPAddress.Loopback, 0)));
    }

    [Fact]
    public void A_pulse_is_dead_after_three_pings_without_an_answer()
    {
        var pulse = new LinkPulse(1_000, 3);
        Assert.Equal(PulseStep.Ping, pulse.Step(0));
        Assert.Equal(PulseStep.Wait, pulse.Step(999));
        pulse.Answered(0, 40);
        Assert.Equal(40, pulse.RttMs);
        Assert.Equal([PulseStep.Ping, PulseStep.Ping, PulseStep.Ping, PulseStep.Dead], [pulse.Step(1_000), pulse.Step(2_000), pulse.Step(3_000), pulse.Step(4_000)]);
    }

    private static NodeId Id(byte last) => new(new Bytes32([.. new byte[31], last]));
}
