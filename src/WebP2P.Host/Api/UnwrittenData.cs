using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>A call that changes something on a disk that is full, locked or read-only is refused with what to do; the node itself goes on.</summary>
internal sealed class UnwrittenData : IExceptionHandler
{
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Full = 13;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (RefusalFor(exception) is not { } refusal) return false;
        await refusal.Result().ExecuteAsync(context);
        return true;
    }

    /// <summary>Null when the exception tells of anything else.</summary>
    public static Refusal? RefusalFor(Exception exception) =>
        (exception as SqliteException ?? exception.InnerException as SqliteException) is { } error ? Describe(error) : null;

    private static Refusal? Describe(SqliteException error) => error.SqliteErrorCode switch
    {
        Full => new Refusal(RefusalKind.Unavailable, "disk-full", "There is no room on the disk with this node's data, so nothing was changed. Make room and try again."),
        Busy => new Refusal(RefusalKind.Unavailable, "data-locked", "Another program keeps this node's data locked, so nothing was changed. Close it and try again."),
        ReadOnly or Io => new Refusal(RefusalKind.Unavailable, "data-not-writable", "This node's data cannot be written, so nothing was changed. Look at the disk and try again."),
        _ => null,
    };
}
