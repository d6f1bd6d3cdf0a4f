using Microsoft.Data.Sqlite;

namespace WebP2P.Node.Storage;

/// <summary>One statement on one connection, compiled once; its parameters are <c>$0</c>, <c>$1</c> and so on.</summary>
internal sealed class PreparedCommand : IDisposable
{
    private readonly SqliteCommand command;

    public PreparedCommand(SqliteConnection connection, string sql, int parameters)
    {
        command = connection.CreateCommand();
#pragma warning disable CA2100 // Every caller passes a constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var number = 0; number < parameters; number++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
    }

    /// <returns>How many rows were changed.</returns>
    public int Run(params ReadOnlySpan<object> values) => With(values).ExecuteNonQuery();

    /// <returns>The first column of the first row; null when there is none.</returns>
    public object? Scalar(params ReadOnlySpan<object> values) => With(values).ExecuteScalar();

    public SqliteDataReader Read(params ReadOnlySpan<object> values) => With(values).ExecuteReader();

    /// <inheritdoc />
    public void Dispose() => command.Dispose();

    private SqliteCommand With(ReadOnlySpan<object> values)
    {
        for (var number = 0; number < values.Length; number++) command.Parameters[number].Value = values[number];
        return command;
    }
}
