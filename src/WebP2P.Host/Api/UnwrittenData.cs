using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;

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
        if ((exception as SqliteException ?? exception.InnerException as SqliteException) is not { } error || Describe(error) is not { } problem) return false;
        await Problems.WriteAsync(context, problem);
        return true;
    }

    private static Problem? Describe(SqliteException error) => error.SqliteErrorCode switch
    {
        Full => new Problem(503, "disk-full", "There is no room on the disk with this node's data, so nothing was changed. Make room and try again."),
        Busy => new Problem(503, "data-locked", "Another program keeps this node's data locked, so nothing was changed. Close it and try again."),
        ReadOnly or Io => new Problem(503, "data-not-writable", "This node's data cannot be written, so nothing was changed. Look at the disk and try again."),
        _ => null,
    };
}
