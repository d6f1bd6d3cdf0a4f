using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace WebP2P.Node.Storage;

/// <summary>How every database of the node is opened: WAL, foreign keys, full synchronisation, 5 s of patience for the other writer.</summary>
internal static class SqliteSetup
{
    public const int BusyTimeoutMs = 5_000;

    private const string Pragmas = "PRAGMA busy_timeout=5000; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";

    public static string ConnectionString(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = BusyTimeoutMs / 1_000,
    }.ToString();

    public static DbContextOptions<TContext> Options<TContext>(string path)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        Configure(builder, path);
        return builder.Options;
    }

    public static void Configure(DbContextOptionsBuilder builder, string path) =>
        builder.UseSqlite(ConnectionString(path)).AddInterceptors(OnOpen.Instance);

    /// <summary>A connection set up like those of the contexts, open.</summary>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path));
        connection.Open();
        Execute(connection, Pragmas);
        return connection;
    }

    /// <summary>A connection of its own, closed when it is disposed: it begins with nothing read.</summary>
    public static SqliteConnection OpenAlone(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(ConnectionString(path)) { Pooling = false }.ToString());
        connection.Open();
        Execute(connection, Pragmas);
        return connection;
    }

    /// <summary>Closes connections that are kept for the next use.</summary>
    public static void CloseIdle(string path)
    {
        using var connection = new SqliteConnection(ConnectionString(path));
        SqliteConnection.ClearPool(connection);
    }

    public static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every caller passes a constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class OnOpen : DbConnectionInterceptor
    {
        public static readonly OnOpen Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Execute(connection, Pragmas);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Execute(connection, Pragmas);
            return Task.CompletedTask;
        }
    }
}
