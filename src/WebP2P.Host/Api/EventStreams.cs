using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using WebP2P.Host.Hubs;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>Event streams of this node; they end when the client leaves or the node stops.</summary>
internal sealed class EventStreams(NodeFeed feed, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <param name="read">Reads from a pump of its own until told to stop.</param>
    public async IAsyncEnumerable<SseItem<string>> UntilStopping(Func<Pump, CancellationToken, IAsyncEnumerable<SseItem<string>>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var pump = new Pump(feed, time);
        await foreach (var item in UntilStopping(stop => read(pump, stop), cancellationToken)) yield return item;
    }

    /// <param name="read">Reads until told to stop.</param>
    public async IAsyncEnumerable<SseItem<string>> UntilStopping(Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await using var items = read(stop.Token).GetAsyncEnumerator(stop.Token);
        while (await MovesAsync(items)) yield return items.Current;
    }

    private static async Task<bool> MovesAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
