using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>The cache of hosts in <c>node.db</c>: read at the start, written behind in batches, so that no neighbour waits for the disk.</summary>
internal sealed partial class HostStore(IDbContextFactory<NodeDbContext> contexts, TimeProvider time, ILogger<HostStore> log) : IAsyncDisposable
{
    /// <summary>Hosts kept; those that were met longest ago go first.</summary>
    public const int HostsMax = 10_000;

    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(5);

    private const string WriteHost = """
        INSERT INTO Hosts (Address, NodeId, Origin, LastSeenUnixMs, Successes, Failures) VALUES ($0, $1, $2, $3, $4, $5)
        ON CONFLICT (Address) DO UPDATE SET NodeId = $1, Origin = $2, LastSeenUnixMs = $3, Successes = $4, Failures = $5
        """;

    private const string KeepNewest = """
        DELETE FROM Hosts WHERE Address IN (SELECT Address FROM Hosts ORDER BY LastSeenUnixMs DESC, Successes DESC, Address LIMIT -1 OFFSET $0)
        """;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1);
    private Dictionary<PeerAddress, KnownHost?> changed = [];
    private ITimer? writer;

    /// <summary>Those of earlier runs, the last met first. From now on changes are written.</summary>
    public async Task<IReadOnlyList<KnownHost>> StartAsync(CancellationToken cancellationToken)
    {
        writer = time.CreateTimer(_ => _ = WriteQuietlyAsync(), null, WriteEvery, WriteEvery);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Hosts.AsNoTracking().OrderByDescending(row => row.LastSeenUnixMs).ThenByDescending(row => row.Successes).Take(HostsMax).ToListAsync(cancellationToken);
        List<KnownHost> hosts = [];
        foreach (var row in rows)
        {
            if (!PeerAddress.TryParse(row.Address, out var address) || row.NodeId is { Length: not Bytes32.Length }) continue;
            hosts.Add(new KnownHost(address!, row.NodeId is { } id ? new NodeId(new Bytes32(id)) : null, HostOrigin.Saved, row.LastSeenUnixMs, row.Successes, row.Failures));
        }
        return hosts;
    }

    public void Keep(HostsChanged news)
    {
        lock (gate)
        {
            foreach (var host in news.Changed) changed[host.Address] = host;
            foreach (var address in news.Forgotten) changed[address] = null;
        }
    }

    /// <summary>Writes what changed since the last call, in one transaction.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        Dictionary<PeerAddress, KnownHost?> batch;
        lock (gate) (batch, changed) = (changed, []);
        try
        {
            if (batch.Count > 0) await WriteAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            lock (gate)
                foreach (var (address, host) in batch) changed.TryAdd(address, host);
            throw;
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (writer is null) return;
        await writer.DisposeAsync();
        writer = null;
        await WriteQuietlyAsync();
    }

    private async Task WriteAsync(Dictionary<PeerAddress, KnownHost?> batch, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var connection = (SqliteConnection)context.Database.GetDbConnection();
        SqliteSetup.Execute(connection, "BEGIN IMMEDIATE");
        var isCommitted = false;
        try
        {
            Write(connection, batch);
            SqliteSetup.Execute(connection, "COMMIT");
            isCommitted = true;
        }
        finally
        {
            if (!isCommitted) SqliteSetup.Execute(connection, "ROLLBACK");
        }
    }

    private static void Write(SqliteConnection connection, Dictionary<PeerAddress, KnownHost?> batch)
    {
        using var write = new PreparedCommand(connection, WriteHost, 6);
        using var forget = new PreparedCommand(connection, "DELETE FROM Hosts WHERE Address = $0", 1);
        using var keep = new PreparedCommand(connection, KeepNewest, 1);
        foreach (var (address, host) in batch)
        {
            if (host is null) forget.Run(address.ToString());
            else write.Run(address.ToString(), (object?)host.Node?.Value.ToArray() ?? DBNull.Value, (int)host.Origin, host.LastSeenUnixMs, host.Successes, host.Failures);
        }
        keep.Run(HostsMax);
    }

    private async Task WriteQuietlyAsync()
    {
        try
        {
            await WriteAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is SqliteException or IOException)
        {
            LogNotWritten(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What was learned about hosts could not be written; it is tried again")]
    private partial void LogNotWritten(Exception exception);
}
