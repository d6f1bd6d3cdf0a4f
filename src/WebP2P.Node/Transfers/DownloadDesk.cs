using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Looks at what the owner asks for before it becomes a download.</summary>
internal sealed class DownloadDesk(TransferServices services, ISearchedSources? searches)
{
    /// <summary>No refusal: it may start, and uses the own file when there is one.</summary>
    public async Task<(Refusal? Refusal, LibraryContent? Own)> LookAsync(DownloadStart request, CancellationToken cancellationToken)
    {
        if (Fault(request) is { } fault) return (fault, null);
        if (request.IfHere == OwnFileUse.Transfer || await services.Library.FindAsync(request.Content, cancellationToken) is not { } own) return (SourceMissing(request), null);
        return request.IfHere == OwnFileUse.Refuse ? (AlreadyHere(own), null) : (null, own);
    }

    private static Refusal AlreadyHere(LibraryContent own) => new(
        RefusalKind.Conflict,
        "already-here",
        $"You already have this: \"{own.Place}\" is the same content. Nothing was started. Ask again with ifHere link or copy to have it among the downloads without the network, or with transfer to fetch it all the same.",
        own.Layer.Content.ToString());

    private Refusal? SourceMissing(DownloadStart request) => request.RequireSource && SourcesOf(request).Count == 0
        ? new Refusal(RefusalKind.Invalid, "no-source", "No source is known now. Without requireSource it would wait for one.")
        : null;

    private Refusal? Fault(DownloadStart request)
    {
        if (!ContentId.IsSize(request.Content.SizeBytes)) return new Refusal(RefusalKind.Invalid, "bad-size", "A content has 1 to 2^43 bytes. Nothing was started.");
        if (request.Folder is { } folder && new MoveDesk(services).Forbidden(folder) is { } forbidden) return new Refusal(RefusalKind.Invalid, "folder-forbidden", forbidden);
        return request.Mode == DownloadMode.Single && SourcesOf(request).Count != 1
            ? new Refusal(RefusalKind.Invalid, "one-source", "Copying from one source needs exactly one source. Name it.")
            : null;
    }

    public static Refusal AlreadyThere(DownloadJob job) => new(
        RefusalKind.Conflict,
        "download-exists",
        job.State == DownloadState.Completed ? "This content was copied already. Remove that download to copy it again." : "This content is being copied already.",
        job.Row.Id.ToString());

    /// <param name="own">The file to be used instead of the network.</param>
    public DownloadRow Row(DownloadStart request, LibraryContent? own, IEnumerable<string> reserved)
    {
        var name = request.Name ?? (request.SearchId is { } search ? searches?.NameOf(search, request.Content) : null) ?? own?.Name ?? request.Content.Hash.ToString();
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
            Order = (int)request.Order,
            OwnFile = own is null ? 0 : (int)request.IfHere,
            Layer = own?.Layer.ToBytes(),
            SourcesJson = DownloadLedger.NewSourcesJson(SourcesOf(request)),
            StartedUnixMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    private IReadOnlyList<NodeId> SourcesOf(DownloadStart request)
    {
        if (request.Sources is { Count: > 0 } named) return named;
        return request.SearchId is { } search && searches is not null ? searches.SourcesOf(search, request.Content) : [];
    }
}
