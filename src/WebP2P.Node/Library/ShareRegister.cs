using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Library;

/// <summary>Which folders are shared, as the database remembers it; one change at a time.</summary>
internal sealed class ShareRegister(LibraryStore store, ShareRules rules, TimeProvider time) : IDisposable
{
    private const int RemovedAtOnce = 500;

    private readonly SemaphoreSlim changing = new(1);

    /// <summary>In the order they were added.</summary>
    public async Task<IReadOnlyList<ShareRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Shares.AsNoTracking().OrderBy(share => share.AddedUnixMs).ThenBy(share => share.Path).ToListAsync(cancellationToken);
    }

    public async Task<Outcome<ShareRow>> AddAsync(string path, bool automatic, CancellationToken cancellationToken)
    {
        var final = ShareRules.Final(path);
        if (rules.Refusal(final) is { } forbidden) return new Refusal(RefusalKind.Invalid, "folder-forbidden", forbidden);
        await changing.WaitAsync(cancellationToken);
        try
        {
            var shares = await ListAsync(cancellationToken);
            if (Conflict(shares, final) is { } conflict) return conflict;
            var row = new ShareRow
            {
                Id = Guid.NewGuid(),
                Path = final,
                Name = FreeName.Beside(shares.Select(share => share.Name), Path.GetFileName(final)),
                AddedUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Automatic = automatic,
            };
            await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
            context.Shares.Add(row);
            await context.SaveChangesAsync(cancellationToken);
            return row;
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Conflict: another share has the name. The name is made safe for every system first.</summary>
    public async Task<Outcome<ShareRow>> RenameAsync(Guid id, string name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name)) return new Refusal(RefusalKind.Invalid, "invalid-name", "A share needs a name.");
        await changing.WaitAsync(cancellationToken);
        try
        {
            var shares = await ListAsync(cancellationToken);
            if (shares.FirstOrDefault(share => share.Id == id) is not { } row) return new Refusal(RefusalKind.NotFound, "share-not-found", "There is no such share. It may have been removed.");
            var safe = SafeName.From(name);
            if (shares.FirstOrDefault(share => share.Id != id && SafeName.Key(share.Name) == SafeName.Key(safe)) is { } other)
                return new Refusal(RefusalKind.Conflict, "share-name-taken", $"Another share is called {other.Name}. Choose another name.", other.Id.ToString());
            if (safe != row.Name) await store.RenameAsync(id, row.Name, safe, cancellationToken);
            row.Name = safe;
            return row;
        }
        finally
        {
            changing.Release();
        }
    }

    public async Task SetRulesAsync(Guid id, ExcludeSettings rules, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var json = RuleBook.Write(rules);
        await context.Shares.Where(share => share.Id == id).ExecuteUpdateAsync(set => set.SetProperty(share => share.Rules, json), cancellationToken);
    }

    /// <summary>Takes its files out of the library first, so that a kill in between leaves a share that can be removed again.</summary>
    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        while (await context.Files.IgnoreQueryFilters().Where(file => file.ShareId == id).Select(file => file.Id).Take(RemovedAtOnce).ToListAsync(cancellationToken) is { Count: > 0 } files)
            await store.CommitAsync(files, [], cancellationToken);
        await context.Shares.Where(share => share.Id == id).ExecuteDeleteAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => changing.Dispose();

    private static Refusal? Conflict(IReadOnlyList<ShareRow> shares, string path)
    {
        foreach (var share in shares)
        {
            var id = share.Id.ToString();
            if (ShareRules.Holds(share.Path, path) && ShareRules.Holds(path, share.Path)) return new Refusal(RefusalKind.Conflict, "share-exists", "This folder is shared already.", id);
            if (ShareRules.Holds(share.Path, path)) return new Refusal(RefusalKind.Conflict, "share-nested", $"This folder lies in '{share.Path}', which is shared already.", id);
            if (ShareRules.Holds(path, share.Path)) return new Refusal(RefusalKind.Conflict, "share-nested", $"This folder holds '{share.Path}', which is shared already. Remove that share first.", id);
        }
        return null;
    }
}
