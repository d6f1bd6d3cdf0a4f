using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Looks at what the owner asks for before it becomes a download.</summary>
internal sealed class DownloadDesk(TransferServices services, ISearchedSources? searches)
{
    /// <summary>Null when it may start.</summary>
    public async Task<Refusal?> RefuseAsync(DownloadStart request, CancellationToken cancellationToken)
    {
        if (!ContentId.IsSize(request.Content.SizeBytes)) return new Refusal(RefusalKind.Invalid, "bad-size", "A content has 1 to 2^43 bytes. Nothing was started.");
        var sources = SourcesOf(request);
        if (request.Mode == DownloadMode.Single && sources.Count != 1) return new Refusal(RefusalKind.Invalid, "one-source", "Copying from one source needs exactly one source. Name it.");
        if (request.RequireSource && sources.Count == 0) return new Refusal(RefusalKind.Invalid, "no-source", "No source is known now. Without requireSource it would wait for one.");
        if (request.Folder is { } folder && Forbidden(folder) is { } forbidden) return new Refusal(RefusalKind.Invalid, "folder-forbidden", forbidden);
        return await services.Library.FindAsync(request.Content, cancellationToken) is null
            ? null
            : new Refusal(RefusalKind.Conflict, "already-here", "This node has the content already. Nothing was started.", request.Content.ToString());
    }

    public static Refusal AlreadyThere(DownloadJob job) => new(
        RefusalKind.Conflict,
        "download-exists",
        job.State == DownloadState.Completed ? "This content was copied already. Remove that download to copy it again." : "This content is being copied already.",
        job.Row.Id.ToString());

    public DownloadRow Row(DownloadStart request, IEnumerable<string> reserved)
    {
        var name = request.Name ?? (request.SearchId is { } search ? searches?.NameOf(search, request.Content) : null) ?? request.Content.Hash.ToString();
        var path = services.Targets.Choose(name, reserved, request.Folder is { } folder ? Path.GetFullPath(folder) : null);
        return new DownloadRow
        {
            Id = Guid.NewGuid(),
            Hash = request.Content.Hash.Value.ToArray(),
            Size = request.Content.SizeBytes,
            Name = name,
            Path = path,
            PartPath = DownloadTargets.PartPath(request.Content, path),
            State = (int)DownloadState.Queued,
            Reason = "Just started.",
            Mode = (int)request.Mode,
            SourcesJson = DownloadLedger.NewSourcesJson(SourcesOf(request)),
            StartedUnixMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    private string? Forbidden(string folder)
    {
        if (!Path.IsPathFullyQualified(folder)) return "The folder is given by its whole path. Nothing was started.";
        if (!Directory.Exists(folder)) return $"There is no folder {folder}. Make it, or connect its drive, and start again.";
        return services.Library.RefusalOf(folder);
    }

    private IReadOnlyList<NodeId> SourcesOf(DownloadStart request)
    {
        if (request.Sources is { Count: > 0 } named) return named;
        return request.SearchId is { } search && searches is not null ? searches.SourcesOf(search, request.Content) : [];
    }
}
