using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Changes what the owner may change about shares, checks it first, and lets the scans bring the library to it.</summary>
internal sealed class ShareEdits(ShareRegister register, ShareTable table, ShareScans scans, RuleBook book, RulePreviews previews) : IShareEdits, IDisposable
{
    private static readonly Refusal UnknownShare = new(RefusalKind.NotFound, "share-not-found", "There is no such share. It may have been removed.");

    private readonly SemaphoreSlim changing = new(1);

    public ExcludeSettings Everywhere => book.Everywhere;

    public async Task<Outcome<ShareView>> ChangeAsync(Guid id, ShareChange change, CancellationToken cancellationToken)
    {
        if (change.Rules is { } wanted && ExcludeRules.Check(wanted) is { } refusal) return refusal;
        await changing.WaitAsync(cancellationToken);
        try
        {
            if (table.Find(id) is not { } share) return UnknownShare;
            if (IsStale(change.IfVersion, EditVersion.Of(share))) return Stale("This share");
            if (change.Name is { } name)
            {
                var renamed = await register.RenameAsync(id, name, cancellationToken);
                if (renamed.Value is not { } row) return renamed.Refusal!;
                table.Change(id, view => view with { Name = row.Name });
            }
            if (change.Rules is { } rules) await SetRulesAsync(id, rules, cancellationToken);
            return table.Find(id) is { } changed ? changed : UnknownShare;
        }
        finally
        {
            changing.Release();
        }
    }

    public async Task<Outcome<ExcludeSettings>> ChangeEverywhereAsync(ExcludeSettings changed, string? ifVersion, CancellationToken cancellationToken)
    {
        if (ExcludeRules.Check(changed) is { } refusal) return refusal;
        await changing.WaitAsync(cancellationToken);
        try
        {
            if (IsStale(ifVersion, EditVersion.Of(book.Everywhere))) return Stale("These rules");
            await book.SetEverywhereAsync(changed, cancellationToken);
            foreach (var share in table.List()) await ScanAnewAsync(share.Id);
            return changed;
        }
        finally
        {
            changing.Release();
        }
    }

    public async Task<Outcome<RulePreview>> PreviewAsync(Guid? share, ExcludeSettings settings, CancellationToken cancellationToken)
    {
        if (ExcludeRules.Check(settings) is { } refusal) return refusal;
        var rows = (await register.ListAsync(cancellationToken)).Where(row => share is null || row.Id == share).ToList();
        if (share is not null && rows.Count == 0) return UnknownShare;
        return await previews.LookAsync([.. rows.Select(row => new ChangedRules(row.Name, row.Path, book.Of(row), Then(row, share, settings)))], cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => changing.Dispose();

    private ExcludeRules Then(ShareRow row, Guid? share, ExcludeSettings settings) =>
        share is null ? new ExcludeRules(settings, RuleBook.SettingsOf(row)) : new ExcludeRules(book.Everywhere, settings);

    private async Task SetRulesAsync(Guid id, ExcludeSettings rules, CancellationToken cancellationToken)
    {
        await register.SetRulesAsync(id, rules, cancellationToken);
        table.Change(id, view => view with { Rules = rules });
        await ScanAnewAsync(id);
    }

    /// <summary>A scan that runs goes by the old rules and may take hours.</summary>
    private async Task ScanAnewAsync(Guid id)
    {
        await scans.StopAsync(id);
        table.Change(id, view => view with { State = ShareState.Scanning, Reason = "Looking for files by the new rules.", Scan = null });
        scans.Start(id);
    }

    private static bool IsStale(string? ifVersion, string version) => ifVersion is not (null or "*") && ifVersion != version;

    private static Refusal Stale(string what) => new(RefusalKind.Stale, "changed-meanwhile", $"{what} changed since you read it. Nothing was saved: read it again and repeat your change.");
}
