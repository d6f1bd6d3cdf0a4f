using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;

namespace WebP2P.Node.Index.Operator;

/// <summary>Looks at the own index once a second, and tells the feed when its figures changed.</summary>
internal sealed partial class IndexSampler(OwnIndex index, NodeFeed feed, TimeProvider time, ILogger<IndexSampler> log) : IAsyncDisposable
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    private ITimer? timer;
    private int isLooking;
    private IndexView? told;

    /// <summary>Applies the operator's list, and begins to look.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await index.StartAsync(cancellationToken);
        timer = time.CreateTimer(_ => _ = LookAsync(), null, SampleEvery, SampleEvery);
    }

    public async ValueTask DisposeAsync()
    {
        if (timer is not null) await timer.DisposeAsync();
    }

    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref isLooking, 1) == 1) return;
        try
        {
            var view = await index.ReadAsync(CancellationToken.None);
            if (!IsSame(told, view)) feed.Publish(new IndexChanged(told = view));
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
        catch (IOException exception)
        {
            LogUnread(exception);
        }
        finally
        {
            Volatile.Write(ref isLooking, 0);
        }
    }

    private static bool IsSame(IndexView? before, IndexView now) => before is not null
        && before.QueriesBySecond.SequenceEqual(now.QueriesBySecond)
        && before.Refusals.SequenceEqual(now.Refusals)
        && before with { QueriesBySecond = now.QueriesBySecond, Refusals = now.Refusals } == now;

    [LoggerMessage(LogLevel.Warning, "The figures of the own index could not be read")]
    private partial void LogUnread(Exception exception);
}
