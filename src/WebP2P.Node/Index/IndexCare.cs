using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace WebP2P.Node.Index;

/// <summary>
/// Looks after the index while the node runs: whether its files are still there, whether a full or locked one can be written again, and, in the
/// background, whether all of it can be read.
/// </summary>
internal sealed partial class IndexCare(IndexUpkeep upkeep, TimeProvider time, IndexCareOptions options, ILogger<IndexCare> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly LogLimit limit = new(time);
    private Task looks = Task.CompletedTask;
    private Task checks = Task.CompletedTask;

    public void Start()
    {
        looks = Task.Run(() => RepeatAsync(upkeep.Look, options.LookEveryMs, options.LookEveryMs));
        checks = Task.Run(() => RepeatAsync(() => upkeep.Check(stopping.Token), options.CheckFirstMs, options.CheckEveryMs));
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        await Task.WhenAll(looks, checks);
        stopping.Dispose();
    }

    private async Task RepeatAsync(Action work, int firstMs, int everyMs)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(firstMs), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                timer.Period = TimeSpan.FromMilliseconds(everyMs);
                Try(work);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (limit.TryTake("care", out var left)) LogFailed(error, left);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The index could not be looked after ({LeftOut} more of these were left out)")]
    private partial void LogFailed(Exception error, long leftOut);
}
