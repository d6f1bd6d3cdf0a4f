namespace WebP2P.Simulation.Tests.Core;

public sealed class SimulationLimitsTests
{
    [Fact]
    public void A_run_ends_at_its_nodes_with_the_limit_named()
    {
        var village = new Village(new SimulationOptions { NodesMax = 3 });
        for (var number = 0; number < 3; number++) village.Add();
        Assert.Contains("more than 3 nodes (NodesMax)", Assert.Throws<SimulationLimitException>(() => village.Add()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_ends_at_its_events()
    {
        var village = new Village(new SimulationOptions { EventsMax = 100 });
        village.Network.Request(village.Add(), new TalkOn());
        Assert.Contains("(EventsMax)", Assert.Throws<SimulationLimitException>(() => village.Network.RunFor(1_000_000)).Message, StringComparison.Ordinal);
        Assert.Equal(101, village.Network.Metrics.Steps);
    }

    [Fact]
    public void A_run_ends_at_its_virtual_time()
    {
        var village = new Village(new SimulationOptions { VirtualMsMax = 50_000 });
        village.Network.Request(village.Add(), new TalkOn());
        village.Network.RunFor(50_000);
        Assert.Contains("(VirtualMsMax)", Assert.Throws<SimulationLimitException>(() => village.Network.RunFor(50_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_ends_at_its_memory()
    {
        var village = new Village(new SimulationOptions { MemoryBytesMax = 1 << 20 });
        Assert.Contains("(MemoryBytesMax)", Assert.Throws<SimulationLimitException>(() =>
        {
            for (var number = 0; number < 10_000; number++) village.Add();
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_new_nodes_ends_at_its_memory_too()
    {
        var (village, held) = (new Village(new SimulationOptions { MemoryBytesMax = 1 << 20 }), new byte[4 << 20]);
        village.Network.Request(village.Add(), new TalkOn());
        Assert.Contains("(MemoryBytesMax)", Assert.Throws<SimulationLimitException>(() => village.Network.RunFor(2_000_000_000)).Message, StringComparison.Ordinal);
        GC.KeepAlive(held);
    }

    [Fact]
    public void Options_that_cannot_be_are_explained()
    {
        var options = new SimulationOptions
        {
            LossPerMillion = 1_000_001,
            DuplicatedPerMillion = -1,
            SessionShapePerMille = 99,
            NodesMax = 0,
            Partitions = [new(10, 10, 0)],
        };
        Assert.Equal(5, options.Problems().Count);
        Assert.Contains("LossPerMillion is 1000001; it takes 0 to 1000000.", options.Problems());
        Assert.Throws<ArgumentException>(() => new SimulatedNetwork(options));
        Assert.Empty(new SimulationOptions().Problems());
        Assert.Single(new SimulationOptions { Partitions = [.. Enumerable.Range(0, 33).Select(number => new SimulatedPartition(number, number + 1, 0))] }.Problems());
    }
}
