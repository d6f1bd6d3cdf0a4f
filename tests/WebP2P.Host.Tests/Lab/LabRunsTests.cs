using Microsoft.Extensions.Time.Testing;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Lab;

public sealed class LabRunsTests : IAsyncDisposable
{
    private static readonly LabOptions Options = new() { Nodes = 100 };
    private static readonly LabLimits Limits = new() { RunsAtOnce = 2, WaitingMax = 3, KeptMax = 4, KeptHours = 24 };

    private readonly FakeLabWorker worker = new();
    private readonly FakeTimeProvider time = new();
    private readonly LabRuns runs;

    public LabRunsTests() => runs = new LabRuns(worker, time, Limits);

    [Fact]
    public async Task A_few_run_at_once_and_the_others_wait_for_their_turn()
    {
        var ids = Enumerable.Range(0, 4).Select(number => runs.Start(Options with { Seed = (ulong)number }).Value!.Id).ToList();
        await BegunAsync(2);
        Assert.Equal([LabRunState.Running, LabRunState.Running, LabRunState.Queued, LabRunState.Queued], ids.Select(id => runs.Find(id)!.State));
        Assert.Equal([null, null, 1, 2], ids.Select(id => runs.Find(id)!.Position));
        Assert.Equal(ids.AsEnumerable().Reverse(), runs.List().Select(run => run.Id));

        worker.Works.Single(work => work.Options.Seed == 0).End.SetResult(new LabOutcome(FakeLabWorker.Result(), "Done."));
        await BegunAsync(3);
        Assert.Equal([LabRunState.Completed, LabRunState.Running, LabRunState.Running, LabRunState.Queued], ids.Select(id => runs.Find(id)!.State));
        Assert.Equal("00000000000000ab", runs.Find(ids[0])!.Figures!.Digest);
        Assert.Equal(7, runs.Trace(ids[0])!.Count);
    }

    [Fact]
    public async Task Too_many_that_wait_are_refused()
    {
        for (var number = 0; number < Limits.RunsAtOnce + Limits.WaitingMax; number++) Start();
        var refusal = runs.Start(Options).Refusal;
        Assert.Equal("lab-full", refusal!.Code);
        Assert.Equal(5, runs.List().Count);
        await BegunAsync(2);
    }

    [Fact]
    public async Task A_run_is_cancelled_while_it_waits_and_while_it_runs_and_makes_room()
    {
        var (first, second, third) = (Start(), Start(), Start());
        await BegunAsync(2);
        Assert.True(runs.Cancel(third));
        Assert.Equal(LabRunState.Cancelled, runs.Find(third)!.State);
        var fourth = Start();
        Assert.True(runs.Cancel(first));
        await BegunAsync(3);
        Assert.Equal([LabRunState.Cancelled, LabRunState.Running, LabRunState.Running], new[] { first, second, fourth }.Select(id => runs.Find(id)!.State));
        Assert.True(runs.Cancel(first));
        Assert.False(runs.Cancel(Guid.NewGuid()));
    }

    [Fact]
    public async Task A_removed_run_is_ended_and_forgotten_and_whoever_follows_it_is_let_go()
    {
        var id = Start();
        await BegunAsync(1);
        await using var followed = runs.FollowAsync(id, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await followed.MoveNextAsync());
        var next = followed.MoveNextAsync().AsTask();
        Assert.True(runs.Remove(id));
        Assert.False(await next.Soon());
        Assert.Null(runs.Find(id));
        Assert.False(runs.Remove(id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.Works[0].End.Task).Soon();
    }

    [Fact]
    public async Task Who_follows_sees_the_progress_and_the_end()
    {
        var id = Start();
        await BegunAsync(1);
        List<LabRunView> seen = [];
        await foreach (var view in runs.FollowAsync(id, TestContext.Current.CancellationToken))
        {
            seen.Add(view);
            if (view.Progress is null) worker.Works[0].Progress(new LabProgress(3, 10, 500, 1000));
            else if (view.State == LabRunState.Running) worker.Works[0].End.TrySetResult(new LabOutcome(null, "It needed too much."));
        }

        Assert.Equal([LabRunState.Running, LabRunState.Running, LabRunState.Failed], seen.Select(view => view.State));
        Assert.Equal(3, seen[1].Progress!.Value.QueriesDone);
        Assert.Equal("It needed too much.", seen[2].Reason);
        Assert.True(seen[0].Version < seen[1].Version && seen[1].Version < seen[2].Version);
    }

    [Fact]
    public async Task Ended_runs_are_kept_a_day_and_the_oldest_goes_for_a_new_one()
    {
        List<Guid> ids = [];
        for (var number = 0; number < Limits.KeptMax + 1; number++)
        {
            ids.Add(Start());
            await BegunAsync(number + 1);
            worker.Works[number].End.SetResult(new LabOutcome(FakeLabWorker.Result(), "Done."));
            await TestNode.UntilAsync(() => Task.FromResult(runs.Find(ids[^1])!.State == LabRunState.Completed));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(Limits.KeptMax, runs.List().Count);
        Assert.Null(runs.Find(ids[0]));
        time.Advance(TimeSpan.FromHours(Limits.KeptHours));
        var last = Start();
        Assert.Equal([last], runs.List().Select(run => run.Id));
    }

    [Fact]
    public async Task The_end_of_the_node_ends_every_run()
    {
        for (var number = 0; number < 3; number++) Start();
        await BegunAsync(2);
        await runs.DisposeAsync();
        Assert.All(runs.List(), run => Assert.Equal(LabRunState.Cancelled, run.State));
        Assert.Equal(2, worker.Works.Count);
    }

    [Theory]
    [InlineData("--topology", "edges.txt")]
    [InlineData("--topology", "/etc/passwd")]
    [InlineData("--topology", "randomly")]
    [InlineData("--nodes", "100001")]
    public void What_only_the_command_line_runs_is_named(string name, string text)
    {
        var (options, fault) = LabReading.Read(option => option.Name == name ? text : null);
        Assert.Null(fault);
        Assert.Equal(name, LabLimits.Fault(options)!.Option!.Name);
        Assert.Null(LabLimits.Fault(options with { Topology = "powerlaw:3", Nodes = LabLimits.NodesMax }));
    }

    [Fact]
    public void The_limits_of_a_node_are_those_of_the_document()
    {
        var limits = new LabLimits();
        Assert.Equal((1L << 30, 3L << 29, 600), (limits.HeapBytesMax, limits.MemoryBytesMax, limits.SecondsMax));
        Assert.Equal((2, 20, 50, 24), (limits.RunsAtOnce, limits.WaitingMax, limits.KeptMax, limits.KeptHours));
        var document = File.ReadAllText(Path.Combine(Architecture.Repository.Root, "docs", "lab.md")).ReplaceLineEndings(" ");
        Assert.Contains("at most 1 GiB of heap, 1.5 GiB of memory and ten minutes; two go at once, twenty wait, and the last fifty are kept for a day", document, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => runs.DisposeAsync();

    private Guid Start() => runs.Start(Options).Value!.Id;

    private Task BegunAsync(int count) => TestNode.UntilAsync(() => Task.FromResult(worker.Works.Count == count));
}
