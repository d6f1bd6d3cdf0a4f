using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Transfers;

/// <summary>State and reason of one download, in memory and in the database. On the transfer loop.</summary>
/// <param name="sourcesJson">The sources as they are saved.</param>
internal sealed class DownloadStates(DownloadRow row, TransferServices services, Func<string> sourcesJson)
{
    private (int State, int? PausedBy) written = (row.State, row.PausedBy);

    /// <summary>A restart has to hash it again.</summary>
    public bool IsDoubted => row.State == (int)DownloadState.Verifying && !IsMoving && (row.CompletedUnixMs is not null || row.Reason == DownloadVerification.Doubt);

    /// <summary>A finished file was on its way to another folder, or its old name is still there.</summary>
    public bool IsMoving => row is { CompletedUnixMs: not null, PartPath: { } path } && !DownloadTargets.IsPart(path);

    /// <summary>Null when it was not the owner.</summary>
    public PausedBy? PausedByOwner => row.PausedBy == (int)PausedBy.Owner ? PausedBy.Owner : null;

    /// <param name="by">With Paused; while verifying, who had paused it before.</param>
    /// <returns>Whether the owner has to be told now; what moves tells its reasons by itself.</returns>
    public bool TryEnter(DownloadState state, string reason, PausedBy? by)
    {
        var (before, why) = ((State: (DownloadState)row.State, row.PausedBy), row.Reason);
        (row.State, row.Reason) = ((int)state, reason);
        row.PausedBy = state switch
        {
            DownloadState.Paused => (int?)by ?? row.PausedBy,
            DownloadState.Verifying => (int?)by,
            _ => null,
        };
        if (state == DownloadState.Completed) row.CompletedUnixMs ??= services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (before == (state, row.PausedBy)) return state == DownloadState.Paused && why != reason;
        row.SourcesJson = sourcesJson();
        // Running and what leads to it are one to a restart: they are not worth a commit each.
        var isOne = before.State is DownloadState.Searching or DownloadState.Running && state is DownloadState.Searching or DownloadState.Running;
        if (!isOne && written != (row.State, row.PausedBy)) _ = Save();
        return true;
    }

    public Task Save()
    {
        written = (row.State, row.PausedBy);
        return services.Store.SaveAsync(row);
    }

    /// <summary>What the owner wants is about to be written, and is not so yet.</summary>
    public (Guid Id, OwnersChoice Choice, string SourcesJson) Chosen(OwnersChoice choice)
    {
        written = ((int)choice.State, (int?)choice.By);
        return (row.Id, choice, sourcesJson());
    }

    /// <summary>What was to be written may not be there.</summary>
    public void NotWritten() => written = (-1, null);
}
