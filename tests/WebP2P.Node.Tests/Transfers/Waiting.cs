using WebP2P.Node.Control;
using WebP2P.Node.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Waits for what a node tells, with a deadline.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The download when it first looks as wanted.</summary>
    public static async Task<DownloadView> UntilAsync(this TransferNode node, Guid id, Func<DownloadView, bool> isWanted)
    {
        var seen = new TaskCompletionSource<DownloadView>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = node.Feed.Subscribe(entry => Look(entry.Event));
        if (node.Downloads.Find(id) is { } now && isWanted(now)) return now;
        using var deadline = new CancellationTokenSource(Deadline);
        await using var expired = deadline.Token.Register(() => seen.TrySetException(new TimeoutException($"Not so after {Deadline}: {node.Downloads.Find(id)}")));
        return await seen.Task;

        void Look(NodeEvent happened)
        {
            var views = happened switch
            {
                DownloadsChanged changed => changed.Downloads,
                DownloadStateChanged changed => [changed.Download],
                _ => [],
            };
            if (views.FirstOrDefault(view => view.Id == id && isWanted(view)) is { } found) seen.TrySetResult(found);
        }
    }

    public static Task<DownloadView> UntilStateAsync(this TransferNode node, Guid id, DownloadState state) => node.UntilAsync(id, view => view.State == state);

    /// <summary>The node has looked at everything once more.</summary>
    public static async Task UntilTickedAsync(this TransferNode node)
    {
        var loop = node.Get<TransferLoop>();
        var ticked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = loop.PostAfterAsync(TimeSpan.FromMilliseconds(2 * TransferPlane.TickMs), TimeProvider.System, () => ticked.TrySetResult());
        await ticked.Task.WaitAsync(Deadline);
    }

    /// <summary>A condition that no event tells of.</summary>
    /// <param name="minutes">For what a busy disk has thousands of; else the usual deadline.</param>
    public static async Task UntilAsync(Func<bool> isSo, int minutes = 1)
    {
        using var deadline = new CancellationTokenSource(minutes * Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!isSo()) await timer.WaitForNextTickAsync(deadline.Token);
    }
}
