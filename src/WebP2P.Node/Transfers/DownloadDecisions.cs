using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>
/// What the owner decides about downloads on the list is in the database before it counts: a disk that takes nothing changes nothing, and the
/// caller is told. From any thread.
/// </summary>
internal sealed class DownloadDecisions(TransferServices services)
{
    private static readonly Refusal Unknown = new(RefusalKind.NotFound, "no-such-download", "There is no such download.");

    /// <param name="decide">On the loop; asked again when its choice is written, because the download goes on meanwhile.</param>
    /// <returns>Null: it counts now.</returns>
    public async Task<Refusal?> MakeAsync(Guid id, Func<DownloadJob, DownloadDecision> decide, CancellationToken cancellationToken)
    {
        var (refusal, written) = await services.Loop.AskAsync(() => Begin(Find(id), decide), cancellationToken);
        if (refusal is not null || written is null) return refusal;
        await WrittenAsync(written, [id]);
        return await services.Loop.AskAsync(() => Count(id, decide), CancellationToken.None);
    }

    /// <returns>How many it concerns; all of them or none.</returns>
    public async Task<int> MakeAllAsync(Func<DownloadJob, DownloadDecision> decide, CancellationToken cancellationToken)
    {
        var (ids, written) = await services.Loop.AskAsync(() => BeginAll(decide), cancellationToken);
        if (ids.Count == 0) return 0;
        await WrittenAsync(written, ids);
        await services.Loop.AskAsync(() => ids.Count(id => Count(id, decide) is null), CancellationToken.None);
        return ids.Count;
    }

    private DownloadJob? Find(Guid id) => services.Table.Find(id);

    private (Refusal? Refusal, Task? Written) Begin(DownloadJob? job, Func<DownloadJob, DownloadDecision> decide)
    {
        if (job is null) return (Unknown, null);
        var decision = decide(job);
        return (decision.Refusal, decision.Choice is { } choice ? services.Store.ChooseAsync([job.States.Chosen(choice)]) : null);
    }

    private (List<Guid> Ids, Task Written) BeginAll(Func<DownloadJob, DownloadDecision> decide)
    {
        var chosen = services.Table.All.Select(job => (Job: job, decide(job).Choice)).Where(line => line.Choice is not null).ToList();
        return (chosen.ConvertAll(line => line.Job.Row.Id), chosen.Count == 0 ? Task.CompletedTask : services.Store.ChooseAsync(chosen.ConvertAll(line => line.Job.States.Chosen(line.Choice!))));
    }

    private async Task WrittenAsync(Task written, List<Guid> ids)
    {
        try
        {
            await written;
        }
        catch
        {
            await services.Loop.PostAsync(() => ids.ForEach(id => Find(id)?.States.NotWritten()));
            throw;
        }
    }

    private Refusal? Count(Guid id, Func<DownloadJob, DownloadDecision> decide)
    {
        if (Find(id) is not { } job) return Unknown;
        var decision = decide(job);
        decision.Count();
        // It ended or changed while the choice was written, which is wrong now.
        if (decision.Choice is null) job.States.Save();
        return decision.Refusal;
    }
}
