using WebP2P.Protocols.Overlays;
using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation.Tests.Lab;

public sealed class NapsterLabTests(ITestOutputHelper output)
{
    private static readonly LabOptions Options = new() { Overlay = OverlayKind.Napster, Nodes = 100, ReplicasPerMillion = 20_000, Queries = 20, Topology = "random:6" };

    [Fact]
    public void One_index_server_answers_every_query_with_two_messages()
    {
        var report = Run(Options);
        Assert.Equal((100, 1.0, 2.0, 0.02), (report.Nodes, report.SuccessRate, report.Messages, report.MessagesPerNode));
        Assert.Equal((1.0, 0.0), (report.Reached, report.Duplicates));
        Assert.Equal((1, 1), (report.HopsP50, report.HopsP99));
        Assert.InRange(report.FirstHitMs, 100, 200);
        Assert.True(report.Bytes > 0);
        Assert.Empty(report.Drops);
    }

    [Fact]
    public void Nothing_is_found_that_nobody_has() => Assert.Equal(0, Run(Options with { ReplicasPerMillion = 0 }).SuccessRate);

    [Fact]
    public void Equal_options_give_equal_reports_and_another_seed_another_digest()
    {
        var (one, same, other) = (Run(Options), Run(Options), Run(Options with { Seed = 2 }));
        Assert.Equal(one.Digest, same.Digest);
        Assert.Equal((one.Messages, one.Bytes, one.Events, one.FirstHitMs, one.HopsMean), (same.Messages, same.Bytes, same.Events, same.FirstHitMs, same.HopsMean));
        Assert.NotEqual(one.Digest, other.Digest);
    }

    [Fact]
    public void A_run_tells_how_far_it_has_come_and_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        List<LabProgress> told = [];
        LabRun.Execute(Options, told.Add, cancel.Token);
        Assert.Equal((20, 20), (told[^1].QueriesDone, told[^1].Queries));
        Assert.Throws<OperationCanceledException>(() => LabRun.Execute(Options with { Queries = 100_000 }, _ => cancel.Cancel(), cancel.Token));
    }

    [Fact]
    public void Who_comes_back_registers_again_and_is_found()
    {
        var churning = Options with { ChurnShapePerMille = 1_000, ChurnScaleMs = 30_000, AwayMs = 10_000, ReplicasPerMillion = 1_000_000, Queries = 400 };
        Assert.InRange(Run(churning).SuccessRate, 0.9, 1);
        Assert.Equal(Run(churning).Digest, Run(churning).Digest);
    }

    [Fact]
    public void A_file_is_found_where_the_options_put_it_and_the_index_is_no_node_of_the_network()
    {
        var report = Run(Options with { Traces = true, Origin = 7, Queries = 1 });
        Assert.Equal([(7, 100, LabTrace.Query), (100, 7, LabTrace.Hit)], report.Trace.Select(step => (step.From, step.To, step.Kind)));
    }

    [Fact]
    public void An_index_that_is_cut_off_answers_nobody_on_the_other_side()
    {
        var cut = Options with { Queries = 100, Partitions = new([new SimulatedPartition(0, 86_400_000, 500_000)]) };
        Assert.InRange(Run(cut).SuccessRate, 0.2, 0.8);
        Assert.InRange(Run(cut with { Partitions = new([new SimulatedPartition(0, 10_000, 500_000)]), Queries = 2_000 }).SuccessRate, 0.8, 1);
    }

    [Fact]
    public void Dead_nodes_neither_ask_nor_are_found()
    {
        Assert.InRange(Run(Options with { FailPerMillion = 500_000 }).SuccessRate, 0.5, 1);
        Assert.Equal(0, Run(Options with { FailPerMillion = 1_000_000, Origin = 3 }).SuccessRate);
    }

    private LabReport Run(LabOptions options)
    {
        var report = LabRun.Execute(options, null, CancellationToken.None);
        output.WriteLine($"{report}");
        return report;
    }
}
