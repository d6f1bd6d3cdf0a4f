using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>One run while it waits, runs and is kept. Read and changed under the lock of its owner.</summary>
internal sealed class LabRunEntry(LabOptions options, DateTimeOffset createdAt) : IDisposable
{
    private TaskCompletionSource changed = New();

    public Guid Id { get; } = Guid.NewGuid();

    public LabOptions Options => options;

    public LabRunState State { get; private set; } = LabRunState.Queued;

    public string Reason { get; private set; } = "";

    public long Version { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public LabProgress? Progress { get; private set; }

    public LabResult? Result { get; private set; }

    /// <summary>Ends the run.</summary>
    public CancellationTokenSource Stop { get; } = new();

    /// <summary>Ends with the next change.</summary>
    public Task Changed => changed.Task;

    public void Begin(DateTimeOffset at) => Change(LabRunState.Running, () => StartedAt = at);

    public void Move(LabProgress progress) => Change(State, () => Progress = progress);

    public void End(LabRunState state, string reason, LabResult? result, DateTimeOffset at) => Change(state, () => (Reason, Result, EndedAt) = (reason, result, at));

    /// <summary>The place in the queue may be another one.</summary>
    public void Moved() => Change(State, () => { });

    public LabRunView View(int? position) => new(
        Id,
        State,
        State switch
        {
            LabRunState.Queued => position == 1 ? "Waiting, next in line." : $"Waiting, number {position} in line.",
            LabRunState.Running => "Running.",
            _ => Reason,
        },
        Version,
        LabReading.Choices(options),
        createdAt,
        StartedAt,
        EndedAt,
        position,
        Progress,
        Result?.Nodes,
        Result?.Figures,
        Result?.Drops,
        Result?.Trace.Count,
        Result?.TraceComplete);

    public void Dispose() => Stop.Dispose();

    private void Change(LabRunState state, Action set)
    {
        set();
        State = state;
        Version++;
        var before = changed;
        changed = New();
        before.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
