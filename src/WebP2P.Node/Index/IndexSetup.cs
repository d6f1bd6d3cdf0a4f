using Microsoft.Extensions.Logging;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>Makes <c>index.db</c> ready. A damaged one is moved aside and made anew: nodes register again, nothing else is lost.</summary>
internal sealed partial class IndexSetup(DataFolder folder, ILogger<IndexSetup> logger) : IDatabaseSetup
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(folder.IndexDatabase) && IsDamaged(out var reason)) MoveAside(reason);
        await using var context = new IndexDbContext(SqliteSetup.Options<IndexDbContext>(folder.IndexDatabase));
        await new DatabaseUpgrade(folder.Files).ApplyAsync(context, folder.IndexDatabase, cancellationToken);
    }

    private bool IsDamaged(out string reason)
    {
        reason = "";
        try
        {
            DatabaseUpgrade.QuickCheck(folder.IndexDatabase);
            return false;
        }
        catch (InvalidDataException error)
        {
            reason = error.Message;
            return true;
        }
    }

    private void MoveAside(string reason)
    {
        SqliteSetup.CloseIdle(folder.IndexDatabase);
        var aside = $"{folder.IndexDatabase}.damaged";
        foreach (var part in new[] { "", "-wal", "-shm" })
            if (File.Exists(folder.IndexDatabase + part)) File.Move(folder.IndexDatabase + part, aside + part, overwrite: true);
        MovedAside(aside, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index was damaged; it was moved to {Path} and begins anew: {Reason}")]
    private partial void MovedAside(string path, string reason);
}
