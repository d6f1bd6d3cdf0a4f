using System.Collections.Concurrent;
using WebP2P.Host.Lab;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>Runs that go on and end when a test says so.</summary>
internal sealed class FakeLabWorker : ILabWorker
{
    private readonly ConcurrentQueue<Work> works = new();

    /// <summary>Those that were begun, the oldest first.</summary>
    public IReadOnlyList<Work> Works => [.. works];

    public static LabResult Result(ulong seed = 1) => LabResult.Of(Report(seed));

    public static LabReport Report(ulong seed = 1) =>
        new(new LabOptions { Seed = seed, Nodes = 1000 }, 1000, 812.5, 4300, 4.3, 2100, 0.98, 2.4, 2, 4, 180, 1_234_567, 9000, 1_500_000, "00000000000000ab")
        {
            Drops = new Dictionary<string, long> { ["lost"] = 12 },
            Trace =
            [
                new(0, 7, 1, 4, 0, "query"), new(0, 7, 2, 4, 0, "query"), new(50, 1, 3, 3, 1, "query"), new(50, 2, 1, 3, 1, "duplicate"),
                new(50, 2, 2, 3, 1, "lost"), new(100, 3, 1, 2, 0, "hit"), new(150, 1, 7, 1, 1, "hit"),
            ],
        };

    public async Task<LabOutcome> RunAsync(LabOptions options, Action<LabProgress> progress, CancellationToken cancellationToken)
    {
        var work = new Work(options, progress);
        works.Enqueue(work);
        using var registration = cancellationToken.Register(() => work.End.TrySetCanceled(cancellationToken));
        return await work.End.Task;
    }

    internal sealed record Work(LabOptions Options, Action<LabProgress> Progress)
    {
        public TaskCompletionSource<LabOutcome> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
