using System.Net;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

// Who takes the usual ports one after another does not do so beside others.
[Collection("Usual ports")]
public sealed class RecordTests : IDisposable
{
    private static readonly PeerRecord Record = new("bob", [new PeerAddress("192.168.7.9", 6699)], ["napster/1"]);

    private readonly TempFolder folder = new();
    private readonly DataFolder data;
    private readonly NodeIdentity identity;
    private readonly DropCounters drops = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public RecordTests()
    {
        data = DataFolder.Open(folder["data"]);
        identity = NodeIdentity.Open(data);
    }

    [Fact]
    public void A_signed_record_opens_to_what_was_signed()
    {
        var signed = Signer().Sign(Record);
        Assert.True(Seal().TryOpen<PeerRecord>(signed.Envelope, out var opened));
        Assert.Equal(identity.Id, opened!.Signer);
        Assert.Equal(Record.Addresses, opened.Value.Addresses);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), opened.Sequence);
        Assert.Equal(signed, opened);
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var envelope = Signer().Sign(Record).Envelope.ToArray();
        var seal = Seal();
        for (var at = 0; at < envelope.Length; at++)
        {
            var forged = envelope.ToArray();
            forged[at] ^= 1;
            Assert.False(seal.TryOpen<PeerRecord>(forged, out _), $"byte {at}");
        }

        Assert.True(drops[DropReason.BadSignature] > 100);
    }

    [Fact]
    public void A_record_of_another_network_another_kind_or_past_its_time_is_refused()
    {
        var signed = Signer("elsewhere").Sign(Record);
        Assert.False(Seal().TryOpen<PeerRecord>(signed.Envelope, out _));
        Assert.Equal(1, drops[DropReason.WrongNetwork]);

        var own = Signer().Sign(Record);
        Assert.False(Seal().TryOpen<ProviderRecord>(own.Envelope, out _));
        Assert.Equal(1, drops[DropReason.Malformed]);

        time.Advance(TimeSpan.FromHours(48));
        Assert.False(Seal().TryOpen<PeerRecord>(own.Envelope, out _));
        Assert.Equal(1, drops[DropReason.Expired]);
    }

    [Fact]
    public void Checks_beyond_the_budget_of_a_second_are_refused_unchecked()
    {
        var seal = new EcdsaSeal(Network("public"), drops, time, new LinkOptions { SignatureChecksPerSecond = 2 }, Directory());
        var signed = Signer().Sign(Record);
        var opened = Enumerable.Range(0, 10).Count(attempt => seal.TryOpen<PeerRecord>(signed.Envelope, out _));
        Assert.InRange(opened, 2, 4);
        Assert.Equal(10 - opened, drops[DropReason.RateExceeded]);
    }

    [Fact]
    public void One_link_spends_only_its_own_budget_and_known_records_cost_nothing()
    {
        using var other = new RawPeer();
        var directory = new PeerDirectory(new RecordSigner(other.Identity, Network("public"), time));
        var seal = new LinkSeal(new EcdsaSeal(Network("public"), drops, time, new LinkOptions(), directory), drops, new LinkOptions { SignatureChecksPerSecondPerLink = 1 });
        var signed = Signer().Sign(Record);
        Assert.InRange(Enumerable.Range(0, 100).Count(attempt => seal.TryOpen<PeerRecord>(signed.Envelope, out _)), 10, 40);
        Assert.True(drops[DropReason.RateExceeded] >= 60);

        Assert.True(directory.Learn(signed));
        Assert.Equal(100, Enumerable.Range(0, 100).Count(attempt => seal.TryOpen<PeerRecord>(signed.Envelope, out _)));
    }

    [Fact]
    public void A_known_record_does_not_outlive_its_time()
    {
        using var other = new RawPeer();
        var directory = new PeerDirectory(new RecordSigner(other.Identity, Network("public"), time));
        var seal = new EcdsaSeal(Network("public"), drops, time, new LinkOptions(), directory);
        var signed = Signer().Sign(Record);
        Assert.True(directory.Learn(signed));
        Assert.True(seal.TryOpen<PeerRecord>(signed.Envelope, out _));
        time.Advance(TimeSpan.FromHours(48));
        Assert.False(seal.TryOpen<PeerRecord>(signed.Envelope, out _));
    }

    [Fact]
    public void Numbers_rise_even_when_the_clock_is_set_back()
    {
        var signer = Signer();
        var first = signer.Sign(Record).Sequence;
        Assert.Equal(first + 1, signer.Sign(Record).Sequence);
        signer.Continue(first + 1_000_000);
        Assert.Equal(first + 1_000_001, signer.Sign(Record).Sequence);
    }

    [Fact]
    public void The_directory_keeps_the_newest_record_of_each_node()
    {
        using var other = new RawPeer();
        var directory = new PeerDirectory(new RecordSigner(other.Identity, Network("public"), time));
        var signer = Signer();
        var old = signer.Sign(Record);
        var newer = signer.Sign(Record with { Name = "robert" });
        Assert.True(directory.Learn(newer));
        Assert.False(directory.Learn(old));
        Assert.False(directory.Learn(newer));
        Assert.Equal("robert", directory.NameOf(identity.Id));
    }

    [Fact]
    public async Task A_node_that_starts_at_another_address_is_found_there_by_all_it_links_to()
    {
        await using var alice = await LinkNode.StartAsync();
        var bob = await LinkNode.StartAsync();
        await bob.LinkAsync(alice);
        await Poll.UntilAsync(() => alice.Get<IPeerDirectory>().Find(bob.Id) is not null);
        Assert.Equal([bob.Address], alice.Get<IPeerDirectory>().Find(bob.Id)!.Value.Addresses);
        var id = bob.Id;
        var old = alice.Get<IPeerDirectory>().Find(bob.Id)!.Sequence;
        await using var moved = await bob.RestartAsync(options => options with { PeerListen = "127.0.0.2:0" });
        Assert.Equal(id, moved.Id);
        moved.Hub.Dial(moved.User, alice.Address, null);
        await Poll.UntilAsync(() => alice.Get<IPeerDirectory>().Find(moved.Id)!.Value.Addresses[0] == moved.Address);
        Assert.True(alice.Get<IPeerDirectory>().Find(moved.Id)!.Sequence > old);
        Assert.NotNull(moved.Get<IPeerDirectory>().Find(alice.Id));
        await alice.Connector.DialAsync(moved.Id, CancellationToken.None);
    }

    [Fact]
    public async Task Records_and_the_port_outlive_the_program()
    {
        await using var alice = await LinkNode.StartAsync();
        var bob = await LinkNode.StartAsync(options => options with { PeerListen = null });
        var port = bob.Address.Port;
        await bob.LinkAsync(alice);
        await Poll.UntilAsync(() => bob.Get<IPeerDirectory>().Find(alice.Id) is not null);
        await using var again = await bob.RestartAsync(options => options with { PeerListen = null });
        Assert.Equal(alice.Address, again.Get<IPeerDirectory>().Find(alice.Id)!.Value.Addresses[0]);
        Assert.Equal(port, again.Address.Port);
    }

    [Theory]
    [InlineData("0.0.0.0", "93.184.216.34", "8.8.8.8 9.9.9.9", "93.184.216.34:6699")]
    [InlineData("0.0.0.0", "93.184.216.34", "8.8.8.8 8.8.4.4", "")]
    [InlineData("0.0.0.0", "192.168.7.9", "192.168.7.10", "192.168.7.9:6699")]
    [InlineData("0.0.0.0", "10.1.2.3", "8.8.8.8 9.9.9.9", "")]
    [InlineData("0.0.0.0", "127.0.0.1", "127.0.0.1", "")]
    [InlineData("192.168.7.9", "93.184.216.34", "8.8.8.8 9.9.9.9", "192.168.7.9:6699")]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1", "")]
    public void An_observed_address_is_told_when_it_is_ours_or_peers_of_two_networks_agree(string listen, string seen, string witnesses, string told)
    {
        var surroundings = new AddressSurroundings(false, [(IPAddress.Parse("192.168.7.9"), IPNetwork.Parse("192.168.7.0/24"))], []);
        var observed = witnesses.Split(' ').Select(witness => (IPAddress.Parse(seen), IPAddress.Parse(witness))).ToList();
        var addresses = OwnAddresses.Choose([], new IPEndPoint(IPAddress.Parse(listen), 6699), observed, surroundings);
        Assert.Equal(told, string.Join(' ', addresses));
    }

    [Fact]
    public void What_the_owner_announces_is_told_alone()
    {
        var announced = new PeerAddress("192.0.2.17", 7000);
        var nowhere = new AddressSurroundings(false, [], []);
        Assert.Equal([announced], OwnAddresses.Choose([announced], new IPEndPoint(IPAddress.Parse("192.168.7.9"), 6699), [], nowhere));
        var loopback = new PeerAddress("127.0.1.1", 7000);
        Assert.Equal([announced], OwnAddresses.Choose([loopback, announced], new IPEndPoint(IPAddress.Any, 6699), [], nowhere));
        Assert.Equal([loopback], OwnAddresses.Choose([loopback], new IPEndPoint(IPAddress.Any, 6699), [], nowhere with { AllowLoopback = true }));
    }

    [Fact]
    public async Task An_announced_name_travels_as_its_addresses()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync(options => options with { Announce = "localhost:7000" });
        await bob.LinkAsync(alice);
        await Poll.UntilAsync(() => alice.Get<IPeerDirectory>().Find(bob.Id)?.Value.Addresses.Contains(new PeerAddress("127.0.0.1", 7000)) == true);
        Assert.All(alice.Get<IPeerDirectory>().Find(bob.Id)!.Value.Addresses, address => Assert.True(address.Ip is not null && address.Port == 7000));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_as_if_not_announced()
    {
        await using var bob = await LinkNode.StartAsync(options => options with { Announce = "no-such-node.invalid:7000" });
        await Poll.UntilAsync(() => bob.Get<PeerDirectory>().Own is not null);
        Assert.Equal([bob.Address], bob.Get<PeerDirectory>().Own!.Value.Addresses);
    }

    public void Dispose()
    {
        identity.Dispose();
        data.Dispose();
        folder.Dispose();
    }

    private static NetworkName Network(string name)
    {
        Assert.True(NetworkName.TryParse(name, out var network));
        return network!;
    }

    private RecordSigner Signer(string network = "public") => new(identity, Network(network), time);

    private EcdsaSeal Seal() => new(Network("public"), drops, time, new LinkOptions(), Directory());

    private PeerDirectory Directory() => new(Signer());
}
