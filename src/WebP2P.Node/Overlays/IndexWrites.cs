using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Overlays;

/// <summary>
/// What changes the index, in the order in which it was asked. Batches that wait while others are written are committed together, because
/// making something safe costs the same for one as for many.
/// </summary>
internal sealed class IndexWrites(IIndexStore store, TimeProvider time)
{
    /// <summary>Changes of one commit; a commit holds up queries while it becomes visible.</summary>
    public const int ChangesMax = 10_000;

    private sealed record Waiting(Question Question)
    {
        /// <summary>Who waits goes on at once, on the thread that writes: else the pool would hand a group's answers on in any order, and a node takes its acknowledgements only in theirs.</summary>
        public TaskCompletionSource<Answer> Done { get; } = new();
    }

    private readonly Lock gate = new();
    private readonly Queue<Waiting> waiting = [];
    private bool isRunning;

    /// <summary>Takes its place in the row before it returns.</summary>
    public Task<Answer> AnswerAsync(Question question)
    {
        var place = new Waiting(question);
        lock (gate)
        {
            waiting.Enqueue(place);
            if (isRunning) return place.Done.Task;
            isRunning = true;
        }
        _ = RunAsync();
        return place.Done.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            if (await TryAsync(group)) continue;
            // Nothing of the group is there: whose fault it was shows when each is tried alone.
            foreach (var place in group) await TryAsync([place]);
        }
    }

    /// <returns>False when several failed together, who are not answered then.</returns>
    private async Task<bool> TryAsync(List<Waiting> group)
    {
        var written = Task.Run(() => Write(group));
        await ((Task)written).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (written.IsFaulted && group.Count > 1) return false;
        for (var number = 0; number < group.Count; number++)
        {
            if (written.IsFaulted) group[number].Done.SetException(written.Exception.InnerExceptions);
            else group[number].Done.SetResult(written.Result[number]);
        }
        return true;
    }

    /// <summary>The next question, with the batches that follow it when it is one.</summary>
    private List<Waiting> Take()
    {
        List<Waiting> group = [];
        lock (gate)
        {
            for (var changes = 0; waiting.TryPeek(out var next); changes += Changes(next))
            {
                if (group.Count > 0 && (next.Question is not CommitQuestion || changes + Changes(next) > ChangesMax)) break;
                group.Add(waiting.Dequeue());
                if (next.Question is not CommitQuestion) break;
            }
            isRunning = group.Count > 0;
        }
        return group;
    }

    private static int Changes(Waiting place) => place.Question is CommitQuestion commit ? commit.Batch.Changes.Count : 0;

    private IReadOnlyList<Answer> Write(List<Waiting> group)
    {
        if (group[0].Question is ForgetQuestion forget) return [Forget(forget)];
        return store.Commit([.. group.Select(place => (CommitQuestion)place.Question).Select(commit => new NodeBatch(commit.Node, commit.Batch))], time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private ForgotAnswer Forget(ForgetQuestion question)
    {
        store.Seen(question.Online, question.NowUnixMs);
        return new ForgotAnswer(store.Forget(question.SeenBeforeUnixMs));
    }
}
