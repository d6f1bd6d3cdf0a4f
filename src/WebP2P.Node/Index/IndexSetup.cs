using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>Makes <c>index.db</c> ready, at the start and again when it turns out to be damaged: it is moved aside and begins anew, and the nodes register again.</summary>
internal sealed partial class IndexSetup(DataFolder folder, ILogger<IndexSetup> logger, IndexHealth? health = null) : IDatabaseSetup, IDisposable
{
    private readonly IndexFiles files = new(folder.IndexDatabase);

    /// <summary>What a look at the files shows, as the end of a sentence; null when nothing is wrong.</summary>
    public string? Damage() => files.Damage();

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (files.Damage() is { } damage)
        {
            await BeginAnewAsync(damage, cancellationToken);
            return;
        }
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch (SqliteException error) when (IndexFaults.Of(error) == IndexFault.Damaged)
        {
            await BeginAnewAsync("it cannot be read", cancellationToken);
        }
    }

    /// <summary>Nobody may use the database meanwhile.</summary>
    /// <param name="damage">As the end of a sentence.</param>
    /// <exception cref="SqliteException">There is no room for a new one, for instance; to be tried again.</exception>
    public async Task BeginAnewAsync(string damage, CancellationToken cancellationToken)
    {
        var aside = files.MoveAside(DateTimeOffset.UtcNow);
        if (aside is not null) MovedAside(aside, damage);
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch
        {
            // Half of a new one is worth nothing, and must not push a damaged one out that somebody may want to look at.
            files.Remove();
            throw;
        }
        health?.RebuildBecause(string.Create(CultureInfo.InvariantCulture, $"index.db was damaged ({damage}); nodes register their files again."));
    }

    /// <inheritdoc />
    public void Dispose() => files.Dispose();

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await using (var context = new IndexDbContext(SqliteSetup.Options<IndexDbContext>(folder.IndexDatabase)))
            await new DatabaseUpgrade(folder.Files).ApplyAsync(context, folder.IndexDatabase, cancellationToken);
        files.Open();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index was damaged ({Reason}); it was moved to {Path} and begins anew")]
    private partial void MovedAside(string path, string reason);
}
