using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>The folders the owner offers, for API and dashboard; scans them from the start on.</summary>
internal sealed partial class LibraryService(LibraryParts parts, ShareUpkeep upkeep, NodeOptions options, ILogger<LibraryService> logger) : IShares, IHostedService
{
    /// <summary>Loads what is remembered, sets up the automatic shares and begins to scan; returns before the scans end.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await parts.Store.LoadAsync(cancellationToken);
        await parts.Rules.LoadAsync(cancellationToken);
        await SetUpAutomaticAsync(cancellationToken);
        await upkeep.StartAsync(cancellationToken);
        foreach (var share in await parts.Register.ListAsync(cancellationToken))
        {
            parts.Table.Add(View(share));
            parts.Scans.Start(share.Id);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await upkeep.StopAsync();
        await parts.Scans.DisposeAsync();
    }

    public IReadOnlyList<ShareView> List() => parts.Table.List();

    public ShareView? Find(Guid id) => parts.Table.Find(id);

    public async Task<Outcome<ShareView>> AddAsync(string path, CancellationToken cancellationToken)
    {
        if (FolderPicker.Check(path) is { } refusal) return refusal;
        var added = await parts.Register.AddAsync(path, automatic: false, cancellationToken);
        if (added.Value is not { } share) return added.Refusal!;
        var view = View(share);
        parts.Table.Add(view);
        parts.Scans.Start(share.Id);
        return view;
    }

    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (parts.Table.Find(id) is not { Automatic: false }) return false;
        parts.Table.Remove(id);
        upkeep.Watches.Remove(id);
        await parts.Scans.StopAsync(id);
        await parts.Register.RemoveAsync(id, cancellationToken);
        return true;
    }

    public bool Rescan(Guid id)
    {
        if (parts.Table.Find(id) is null) return false;
        parts.Scans.Start(id);
        return true;
    }

    public Outcome<FolderView> Folder(string? path) => parts.Picker.Folder(path);

    public Task<Outcome<FolderPreview>> PreviewAsync(string path, CancellationToken cancellationToken) => parts.Picker.PreviewAsync(path, cancellationToken);

    public Task<Page<LibraryFile>> FilesAsync(string? query, Guid? share, PageRequest page, CancellationToken cancellationToken) =>
        parts.Listing.ListAsync(query, share, page, cancellationToken);

    public Task<IReadOnlyList<ContentView>> ContentsAsync(ContentHash hash, CancellationToken cancellationToken) => parts.Listing.ContentsAsync(hash, cancellationToken);

    public async Task<OwnFile?> OpenAsync(ContentId content, CancellationToken cancellationToken) =>
        await parts.Contents.FindAsync(content, cancellationToken) is { } found && found.Open() is { } file
            ? new OwnFile(new FileStream(file, FileAccess.Read), found.Name, found.Modified)
            : null;

    /// <summary>The downloads folder comes last: where it lies in a folder that is shared anyway, that share serves for it.</summary>
    private async Task SetUpAutomaticAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Downloads);
        List<string> wanted = [.. options.Shares.Select(ShareRules.Final), ShareRules.Final(options.Downloads)];
        foreach (var old in (await parts.Register.ListAsync(cancellationToken)).Where(share => share.Automatic && !wanted.Contains(share.Path)))
            await parts.Register.RemoveAsync(old.Id, cancellationToken);
        foreach (var path in wanted)
        {
            var added = await parts.Register.AddAsync(path, automatic: true, cancellationToken);
            if (added.Refusal is { Code: not "share-exists" } refusal) NotShared(path, refusal.Message);
        }
    }

    private ShareView View(ShareRow share)
    {
        var (files, bytes) = parts.Store.Totals(share.Id);
        var scannedAt = share.ScannedUnixMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : (DateTimeOffset?)null;
        return new ShareView(share.Id, share.Path, share.Name, ShareState.Scanning, "Waiting to be scanned.", share.Automatic, files, bytes, null, scannedAt, []) { Rules = RuleBook.SettingsOf(share) };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is not shared: {Reason}")]
    private partial void NotShared(string path, string reason);
}
