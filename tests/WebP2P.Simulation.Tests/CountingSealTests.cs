using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation.Tests;

public sealed class CountingSealTests
{
    private readonly CountingSeal seal = new();

    [Fact]
    public void Of_many_records_only_the_last_two_generations_can_be_opened()
    {
        var first = seal.Seal(default, Provider(0), 0);
        var second = seal.Seal(default, Provider(1), 0);
        for (var number = 2; number < 2 * CountingSeal.GenerationRecords; number++) seal.Seal(default, Provider(number), 0);
        Assert.True(seal.TryOpen<ProviderRecord>(first.Envelope, out var opened));
        Assert.Equal(first, opened);
        var last = seal.Seal(default, Provider(-1), 0);
        Assert.False(seal.TryOpen<ProviderRecord>(first.Envelope, out _));
        Assert.False(seal.TryOpen<ProviderRecord>(second.Envelope, out _));
        Assert.True(seal.TryOpen<ProviderRecord>(last.Envelope, out _));
        Assert.Equal((2L * CountingSeal.GenerationRecords + 1, CountingSeal.GenerationRecords + 1), (seal.Count, seal.Kept));
    }

    [Fact]
    public void The_newest_peer_record_of_a_node_stays_and_takes_the_place_of_the_one_before()
    {
        var old = seal.Seal(default, new PeerRecord("alice", [], []), 0);
        var now = seal.Seal(default, new PeerRecord("alice", [new PeerAddress("10.1.1.1", 1)], []), 0);
        for (var number = 0; number < 3 * CountingSeal.GenerationRecords; number++) seal.Seal(default, Provider(number), 0);
        Assert.False(seal.TryOpen<PeerRecord>(old.Envelope, out _));
        Assert.True(seal.TryOpen<PeerRecord>(now.Envelope, out var opened));
        Assert.Equal(now.Value.Addresses, opened!.Value.Addresses);
    }

    private static ProviderRecord Provider(int number) => new(new ContentId(default, number + 10), true);
}
