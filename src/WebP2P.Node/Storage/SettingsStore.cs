using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Storage;

/// <summary>Choices that outlive the program, by key.</summary>
public sealed class SettingsStore(IDbContextFactory<NodeDbContext> contexts)
{
    /// <summary>Index server the owner joined, <c>HOST:PORT[/NODEID]</c>.</summary>
    public const string IndexServer = "index-server";

    /// <summary>Peer port that was found free at the first start, and is kept.</summary>
    public const string PeerPort = "peer-port";

    /// <summary>Name the owner gave the node.</summary>
    public const string NodeName = "node-name";

    /// <summary>Set while the owner has paused the hashing.</summary>
    public const string HashingPaused = "hashing-paused";

    /// <summary>Bytes a second that are hashed at most.</summary>
    public const string HashingLimit = "hashing-limit";

    /// <summary>Most bytes a second to peers, from them, and both together.</summary>
    public const string UploadLimit = "upload-limit";
    public const string DownloadLimit = "download-limit";
    public const string TotalLimit = "total-limit";

    /// <summary>Peers served at the same time.</summary>
    public const string UploadSlots = "upload-slots";

    /// <summary>The owner's password, hashed.</summary>
    public const string PasswordHash = "password-hash";

    /// <summary>Which files no share offers, as JSON.</summary>
    public const string ExcludeRules = "exclude-rules";

    /// <summary>Null when it was never set.</summary>
    public async Task<string?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.Settings.AsNoTracking().FirstOrDefaultAsync(row => row.Key == key, cancellationToken))?.Value;
    }

    /// <summary>Durable when it returns; null removes the setting.</summary>
    public async Task SetAsync(string key, string? value, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (value is null)
        {
            await context.Settings.Where(row => row.Key == key).ExecuteDeleteAsync(cancellationToken);
            return;
        }
        var row = await context.Settings.FirstOrDefaultAsync(found => found.Key == key, cancellationToken);
        if (row is null) context.Settings.Add(new SettingRow { Key = key, Value = value });
        else row.Value = value;
        await context.SaveChangesAsync(cancellationToken);
    }
}
