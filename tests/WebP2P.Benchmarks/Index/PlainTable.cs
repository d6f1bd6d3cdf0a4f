using System.Diagnostics;
using Microsoft.Data.Sqlite;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>What one gets without this project: the names in an FTS5 table with its defaults, the best 50 by bm25.</summary>
internal sealed class PlainTable : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand command;

    public PlainTable(string path, IReadOnlyList<string> names)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; CREATE VIRTUAL TABLE Plain USING fts5(Name)");
        using var transaction = connection.BeginTransaction();
        using (var insert = connection.CreateCommand())
        {
            insert.CommandText = "INSERT INTO Plain (Name) VALUES ($name)";
            var name = insert.Parameters.Add("$name", SqliteType.Text);
            foreach (var one in names)
            {
                name.Value = one;
                insert.ExecuteNonQuery();
            }
        }
        transaction.Commit();
        command = connection.CreateCommand();
        command.CommandText = "SELECT rowid, Name FROM Plain WHERE Plain MATCH $asked ORDER BY rank LIMIT 50";
        command.Parameters.Add("$asked", SqliteType.Text);
    }

    /// <summary>In ms.</summary>
    public double Measure(Query query)
    {
        command.Parameters[0].Value = string.Join(' ', query.Words.Select(word => $"\"{word}\"").Concat(query.Prefixes.Select(prefix => $"\"{prefix}\"*")));
        var began = Stopwatch.GetTimestamp();
        using (var reader = command.ExecuteReader())
            while (reader.Read()) _ = reader.GetString(1);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public void Dispose()
    {
        command.Dispose();
        connection.Dispose();
    }

    private void Run(string sql)
    {
        using var once = connection.CreateCommand();
#pragma warning disable CA2100 // Constant.
        once.CommandText = sql;
#pragma warning restore CA2100
        once.ExecuteNonQuery();
    }
}
