using System.Runtime.CompilerServices;
using WebP2P.Node.Control;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <inheritdoc />
internal sealed class LabRuns(ILabWorker worker, TimeProvider time, LabLimits limits) : ILabRuns, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<LabRunEntry> entries = [];
    private readonly Dictionary<LabRunEntry, Task> working = [];
    private bool isOver;

    public IReadOnlyList<LabRunView> List()
    {
        lock (gate) return [.. entries.AsEnumerable().Reverse().Select(View)];
    }

    public LabRunView? Find(Guid id)
    {
        lock (gate) return Entry(id) is { } entry ? View(entry) : null;
    }

    public Outcome<LabRunView> Start(LabOptions options)
    {
        lock (gate)
        {
            if (Waiting().Count() >= limits.WaitingMax)
                return new Refusal(RefusalKind.Unavailable, "lab-full", $"{limits.WaitingMax} runs wait already. Nothing was started; ask again when one has ended, or cancel one.");
            Forget();
            var entry = new LabRunEntry(options, time.GetUtcNow());
            entries.Add(entry);
            Fill();
            return View(entry);
        }
    }

    public bool Cancel(Guid id)
    {
        lock (gate)
        {
            if (Entry(id) is not { } entry) return false;
            End(entry);
            return true;
        }
    }

    public bool Remove(Guid id)
    {
        lock (gate)
        {
            if (Entry(id) is not { } entry) return false;
            End(entry);
            entries.Remove(entry);
            entry.Moved();
            return true;
        }
    }

    public IReadOnlyList<LabStep>? Trace(Guid id)
    {
        lock (gate) return Entry(id)?.Result?.Trace;
    }

    public async IAsyncEnumerable<LabRunView> FollowAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (Watch(id) is var (view, changed))
        {
            yield return view;
            if (view.IsOver) yield break;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<Task> left;
        lock (gate)
        {
            isOver = true;
            foreach (var entry in entries.ToList()) End(entry);
            left = [.. working.Values];
        }

        await Task.WhenAll(left);
    }

    private (LabRunView View, Task Changed)? Watch(Guid id)
    {
        lock (gate) return Entry(id) is { } entry ? (View(entry), entry.Changed) : null;
    }

    private LabRunEntry? Entry(Guid id) => entries.Find(entry => entry.Id == id);

    private IEnumerable<LabRunEntry> Waiting() => entries.Where(entry => entry.State == LabRunState.Queued);

    private LabRunView View(LabRunEntry entry) => entry.View(entry.State == LabRunState.Queued ? Waiting().TakeWhile(other => other != entry).Count() + 1 : null);

    /// <summary>Starts those whose turn it is; what still waits has moved up.</summary>
    private void Fill()
    {
        while (!isOver && working.Count < limits.RunsAtOnce && Waiting().FirstOrDefault() is { } next)
        {
            next.Begin(time.GetUtcNow());
            working.Add(next, Task.Run(() => WorkAsync(next)));
            foreach (var other in Waiting()) other.Moved();
        }
    }

    private async Task WorkAsync(LabRunEntry entry)
    {
        LabOutcome outcome;
        try
        {
            outcome = await worker.RunAsync(entry.Options, progress => Move(entry, progress), entry.Stop.Token);
        }
        catch (OperationCanceledException)
        {
            outcome = new LabOutcome(null, "");
        }

        lock (gate)
        {
            if (entry.State == LabRunState.Running)
                entry.End(outcome.Result is null ? LabRunState.Failed : LabRunState.Completed, outcome.Reason, outcome.Result, time.GetUtcNow());
            working.Remove(entry);
            entry.Dispose();
            Fill();
        }
    }

    private void Move(LabRunEntry entry, LabProgress progress)
    {
        lock (gate)
            if (entry.State == LabRunState.Running) entry.Move(progress);
    }

    private void End(LabRunEntry entry)
    {
        if (entry.State is not (LabRunState.Queued or LabRunState.Running)) return;
        entry.End(LabRunState.Cancelled, "Cancelled.", null, time.GetUtcNow());
        if (working.ContainsKey(entry)) _ = entry.Stop.CancelAsync();
        else entry.Dispose();
        foreach (var other in Waiting()) other.Moved();
    }

    /// <summary>Makes room for one more.</summary>
    private void Forget()
    {
        var oldest = time.GetUtcNow() - TimeSpan.FromHours(limits.KeptHours);
        entries.RemoveAll(entry => entry.EndedAt < oldest);
        foreach (var entry in entries.Where(entry => entry.EndedAt is not null).OrderBy(entry => entry.EndedAt).Take(entries.Count + 1 - limits.KeptMax).ToList()) entries.Remove(entry);
    }
}
