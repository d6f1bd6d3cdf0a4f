using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation.Tests.Lab;

public sealed class LabBoundsTests
{
    private static readonly LabOptions Good = new() { Nodes = 100 };

    public static TheoryData<string, LabOptions> Outside => new()
    {
        { "The lab runs Gnutella and Napster.", Good with { Overlay = OverlayKind.Dht } },
        { "The number of nodes is 2 to 1000000.", Good with { Nodes = 1 } },
        { "The number of nodes is 2 to 1000000.", Good with { Nodes = 1_000_001 } },
        { "The number of nodes is missing; only a file of edges has its own.", Good with { Nodes = null } },
        { "One index server takes 100000 nodes.", Good with { Overlay = OverlayKind.Napster, Nodes = 100_001 } },
        { "The node that asks is 0 to 99.", Good with { Origin = 100 } },
        { "The node that asks is 0 to 99.", Good with { Origin = -1 } },
        { "The TTL is 1 to 7.", Good with { Ttl = 0 } },
        { "The TTL is 1 to 7.", Good with { Ttl = 8 } },
        { "The strategy is flood, ring, walk or dynamic.", Good with { Strategy = (SearchWay)4 } },
        { "The share of nodes that have a file is 0 to 1.", Good with { ReplicasPerMillion = -1 } },
        { "The share of nodes that have a file is 0 to 1.", Good with { ReplicasPerMillion = 1_000_001 } },
        { "The share of free riders is 0 to 1.", Good with { FreeRidersPerMillion = -1 } },
        { "The share of free riders is 0 to 1.", Good with { FreeRidersPerMillion = 1_000_001 } },
        { "The share of lost messages is 0 to 1.", Good with { LossPerMillion = -1 } },
        { "The share of lost messages is 0 to 1.", Good with { LossPerMillion = 1_000_001 } },
        { "The share of messages that arrive twice is 0 to 1.", Good with { DuplicatedPerMillion = -1 } },
        { "The share of messages that arrive twice is 0 to 1.", Good with { DuplicatedPerMillion = 1_000_001 } },
        { "The share of messages that are overtaken is 0 to 1.", Good with { ReorderedPerMillion = -1 } },
        { "The share of messages that are overtaken is 0 to 1.", Good with { ReorderedPerMillion = 1_000_001 } },
        { "The share of dead nodes is 0 to 1.", Good with { FailPerMillion = -1 } },
        { "The share of dead nodes is 0 to 1.", Good with { FailPerMillion = 1_000_001 } },
        { "The number of different files is 1 to 100000.", Good with { Files = 0 } },
        { "The number of different files is 1 to 100000.", Good with { Files = 100_001 } },
        { "The exponent of Zipf's law is 0 to 3000 thousandths.", Good with { ZipfPerMille = -1 } },
        { "The exponent of Zipf's law is 0 to 3000 thousandths.", Good with { ZipfPerMille = 3_001 } },
        { "The number of queries is 1 to 1000000.", Good with { Queries = 0 } },
        { "The number of queries is 1 to 1000000.", Good with { Queries = 1_000_001 } },
        { "The number of hits that are enough is 1 to 10000.", Good with { HitsEnough = 0 } },
        { "The number of hits that are enough is 1 to 10000.", Good with { HitsEnough = 10_001 } },
        { "The step of a ring is 1 to 6.", Good with { RingStep = 0 } },
        { "The step of a ring is 1 to 6.", Good with { RingStep = 7 } },
        { "A delay is 0 to 60000 ms, and the longest is not below the shortest.", Good with { DelayMinMs = -1 } },
        { "A delay is 0 to 60000 ms, and the longest is not below the shortest.", Good with { DelayMinMs = 50, DelayMaxMs = 49 } },
        { "A delay is 0 to 60000 ms, and the longest is not below the shortest.", Good with { DelayMaxMs = 60_001 } },
        { "The virtual time is 1 to 2592000000 ms.", Good with { VirtualMsMax = 0 } },
        { "The virtual time is 1 to 2592000000 ms.", Good with { VirtualMsMax = 2_592_000_001 } },
        { "A time of sessions needs a shape.", Good with { ChurnScaleMs = 1_000 } },
        { "The shape of session times is 200 to 10000 thousandths.", Good with { ChurnShapePerMille = 199, ChurnScaleMs = 1_000 } },
        { "The shape of session times is 200 to 10000 thousandths.", Good with { ChurnShapePerMille = 10_001, ChurnScaleMs = 1_000 } },
        { "The time of sessions is 1000 to 2592000000 ms.", Good with { ChurnShapePerMille = 1_000, ChurnScaleMs = 999 } },
        { "The time of sessions is 1000 to 2592000000 ms.", Good with { ChurnShapePerMille = 1_000, ChurnScaleMs = 2_592_000_001 } },
        { "The copies of all files are more than 10000000.", Good with { Nodes = 1_000, Files = 100_000, ReplicasPerMillion = 101_000 } },
        { "There is no file nothing.txt.", Good with { Topology = "nothing.txt" } },
        { "grown takes no figures.", Good with { Topology = "grown:1" } },
        { "With 6 neighbours each there are more than 6 nodes.", Good with { Nodes = 6 } },
    };

    public static TheoryData<string, LabOptions> FaultsOutside => new()
    {
        { "Jitter is 0 to 60000 ms, and the longest is not below the shortest.", Good with { JitterMinMs = -1 } },
        { "Jitter is 0 to 60000 ms, and the longest is not below the shortest.", Good with { JitterMinMs = 10, JitterMaxMs = 9 } },
        { "Jitter is 0 to 60000 ms, and the longest is not below the shortest.", Good with { JitterMaxMs = 60_001 } },
        { "The time by which a message is late is 0 to 60000 ms, and the longest is not below the shortest.", Good with { ReorderMinMs = -1 } },
        { "The time by which a message is late is 0 to 60000 ms, and the longest is not below the shortest.", Good with { ReorderMinMs = 10, ReorderMaxMs = 9 } },
        { "The time by which a message is late is 0 to 60000 ms, and the longest is not below the shortest.", Good with { ReorderMaxMs = 60_001 } },
        { "A link carries 1000 to 1000000000000 bytes a second; 0 is no limit.", Good with { LinkBytesPerSecond = -1 } },
        { "A link carries 1000 to 1000000000000 bytes a second; 0 is no limit.", Good with { LinkBytesPerSecond = 999 } },
        { "A link carries 1000 to 1000000000000 bytes a second; 0 is no limit.", Good with { LinkBytesPerSecond = 1_000_000_000_001 } },
        { "The share of dials that fail is 0 to 1.", Good with { DialFailuresPerMille = -1 } },
        { "The share of dials that fail is 0 to 1.", Good with { DialFailuresPerMille = 1_001 } },
        { "A clock is off by 0 to 604800000 ms.", Good with { ClockSkewMaxMs = -1 } },
        { "A clock is off by 0 to 604800000 ms.", Good with { ClockSkewMaxMs = 604_800_001 } },
        { "The share of sessions that end without a goodbye is 0 to 1.", Good with { CrashesPerMillion = -1 } },
        { "The share of returns at another address is 0 to 1.", Good with { MovesPerMillion = -1 } },
        { "The share of sessions that end without a goodbye is 0 to 1.", Good with { CrashesPerMillion = 1_000_001 } },
        { "The share of returns at another address is 0 to 1.", Good with { MovesPerMillion = 1_000_001 } },
        { "The time away is 0 to 2592000000 ms.", Good with { AwayMs = -1 } },
        { "The time away is 0 to 2592000000 ms.", Good with { AwayMs = 2_592_000_001 } },
        { "There are at most 32 partitions.", Good with { Partitions = Partitions(33) } },
        { "The share of nodes that are cut off is 0 to 1.", Good with { Partitions = new([new(0, 1, -1)]) } },
        { "The share of nodes that are cut off is 0 to 1.", Good with { Partitions = new([new(0, 1, 1_000_001)]) } },
        { "A partition begins at 0 ms or later, and ends after that and by 2592000000 ms.", Good with { Partitions = new([new(0, 1, 0), new(-1, 1, 0)]) } },
        { "A partition begins at 0 ms or later, and ends after that and by 2592000000 ms.", Good with { Partitions = new([new(0, 1, 0), new(5, 5, 0)]) } },
        { "A partition begins at 0 ms or later, and ends after that and by 2592000000 ms.", Good with { Partitions = new([new(0, 1, 0), new(0, 2_592_000_001, 0)]) } },
    };

    public static TheoryData<LabOptions> Within => new()
    {
        Good,
        Good with { Nodes = 2, Topology = "powerlaw:1" },
        Good with { Nodes = 1_000_000 },
        Good with { Overlay = OverlayKind.Napster, Nodes = 100_000 },
        Good with { Origin = 0 },
        Good with { Origin = 99, Ttl = 1, Strategy = null },
        Good with { Ttl = 7, RingStep = 6, Strategy = SearchWay.Dynamic },
        Good with { ReplicasPerMillion = 0, FreeRidersPerMillion = 1_000_000, LossPerMillion = 1_000_000, DuplicatedPerMillion = 1_000_000 },
        Good with { ReorderedPerMillion = 1_000_000, FailPerMillion = 1_000_000, ReplicasPerMillion = 1_000_000 },
        Good with { Files = 100_000, ZipfPerMille = 3_000, Queries = 1_000_000, HitsEnough = 10_000 },
        Good with { Files = 1, ZipfPerMille = 0, Queries = 1, HitsEnough = 1, VirtualMsMax = 1 },
        Good with { Nodes = 1_000, Files = 100_000, ReplicasPerMillion = 100_000 },
        Good with { DelayMinMs = 0, DelayMaxMs = 0, VirtualMsMax = 2_592_000_000 },
        Good with { DelayMinMs = 60_000, DelayMaxMs = 60_000 },
        Good with { ChurnShapePerMille = 200, ChurnScaleMs = 1_000 },
        Good with { JitterMinMs = 0, JitterMaxMs = 60_000, ReorderMinMs = 0, ReorderMaxMs = 0, LinkBytesPerSecond = 1_000, DelayIsOfLink = true },
        Good with { JitterMinMs = 60_000, JitterMaxMs = 60_000, ReorderMinMs = 60_000, ReorderMaxMs = 60_000, LinkBytesPerSecond = 1_000_000_000_000 },
        Good with { DialFailuresPerMille = 1_000, ClockSkewMaxMs = 604_800_000, AwayMs = 0, CrashesPerMillion = 0, MovesPerMillion = 0 },
        Good with { AwayMs = 2_592_000_000, CrashesPerMillion = 1_000_000, Partitions = Partitions(32) },
        Good with { ChurnShapePerMille = 10_000, ChurnScaleMs = 2_592_000_000 },
    };

    private static LabPartitions Partitions(int count) => new([.. Enumerable.Range(0, count).Select(number => new SimulatedPartition(number, 2_592_000_000, 1_000_000))]);

    [Theory]
    [MemberData(nameof(Outside), DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(FaultsOutside), DisableDiscoveryEnumeration = true)]
    public void Options_outside_their_bounds_are_explained_and_not_run(string problem, LabOptions options)
    {
        Assert.Equal(problem, options.Problem());
        var refused = Assert.Throws<ArgumentException>(() => LabRun.Execute(options, null, CancellationToken.None));
        Assert.StartsWith(problem, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Within), DisableDiscoveryEnumeration = true)]
    public void Options_at_their_bounds_can_be_used(LabOptions options) => Assert.Null(options.Problem());
}
