using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WebP2P.Node.Storage;

/// <summary>
/// One statement on an open connection, compiled once and called without boxing or copying, for the hot paths of the index. Parameters and
/// columns are numbered, parameters from 1, columns from 0. One caller at a time; a read ends with <see cref="Reset"/>.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int StackBytesMax = 512;

    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    /// <summary>The same statement for the calls that are made for every row; it lives as long as <see cref="statement"/>.</summary>
    private readonly nint handle;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
        handle = statement.DangerousGetHandle();
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Check(SqliteCalls.BindInteger(handle, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        Check(raw.sqlite3_bind_blob(statement, parameter, blob));
        return this;
    }

    public SqliteStatement Bind(int parameter, string text)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = bytesMax > StackBytesMax ? ArrayPool<byte>.Shared.Rent(bytesMax) : null;
        Span<byte> bytes = rented ?? stackalloc byte[StackBytesMax];
        Check(raw.sqlite3_bind_text(statement, parameter, bytes[..Encoding.UTF8.GetBytes(text, bytes)]));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Whether there is a next row; without one the statement is ready for its next use.</summary>
    public bool Step()
    {
        var code = SqliteCalls.Step(handle);
        if (code == raw.SQLITE_ROW) return true;
        var reset = SqliteCalls.Reset(handle);
        if (code != raw.SQLITE_DONE) Check(reset);
        return false;
    }

    /// <summary>Runs a statement that has no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>The first column of the only row; null when there is none.</summary>
    public long? Single()
    {
        if (!Step()) return null;
        var value = Integer(0);
        Reset();
        return value;
    }

    /// <summary>What a step before it reported is reported again here and was heard then.</summary>
    public void Reset() => _ = SqliteCalls.Reset(handle);

    public long Integer(int column) => SqliteCalls.Integer(handle, column);

    /// <summary>A blob, or a text as UTF-8; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => SqliteCalls.Bytes(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <inheritdoc />
    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, database);
    }
}
