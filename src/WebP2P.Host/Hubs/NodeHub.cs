using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using WebP2P.Host.Api;
using WebP2P.Host.Lab;
using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>Live events for browsers and scripts. Commands are REST's.</summary>
internal sealed class NodeHub(IHubContext<NodeHub, INodeClient> context, NodeFeed feed, TimeProvider time, ISearches searches, IDownloads downloads) : Hub<INodeClient>
{
    private static readonly object FollowingKey = new();

    public override Task OnConnectedAsync()
    {
        var following = new Following(new Pump(feed, time));
        Context.Items[FollowingKey] = following;
        // The hub object ends with this call; the context's clients live on.
        following.Sending = SendAsync(context.Clients.Client(Context.ConnectionId), following.Pump, following.Stop.Token);
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        var following = Following;
        await following.Stop.CancelAsync();
        await following.Sending;
        following.Dispose();
    }

    /// <summary>Follows topics, from the last change of state on that was seen in this run of the program.</summary>
    public SubscriptionView Subscribe(IReadOnlyList<Topic> topics, string? epoch, long? sinceSeq)
    {
        if (topics.Count == 0 || topics.Contains(Topic.Search)) throw new HubException("Topics are transfers, shares, network and node. A search is followed by WatchSearch.");
        var seq = feed.Seq;
        var replayed = Following.Subscribe(topics, sinceSeq is { } since ? new FeedPoint(epoch, since) : null);
        return new SubscriptionView(feed.Epoch, seq, replayed ?? 0, replayed is null);
    }

    public void Unsubscribe(IReadOnlyList<Topic> topics) => Following.Unsubscribe(topics);

    /// <summary>Follows a search: its results so far, then what comes, then its end.</summary>
    public void WatchSearch(Guid id)
    {
        if (searches.Find(id) is null) throw new HubException(Problems.UnknownSearch.Message);
        Following.WatchSearch(id, () => SearchWatch.Past(searches, id, 0));
    }

    public void UnwatchSearch(Guid id) => Following.UnwatchSearch(id);

    /// <summary>Follows a download: its state now, then what comes.</summary>
    public void WatchDownload(Guid id)
    {
        if (downloads.Find(id) is null) throw new HubException(Problems.UnknownDownload.Message);
        Following.WatchDownload(id, () => Now(id));
    }

    public void UnwatchDownload(Guid id) => Following.UnwatchDownload(id);

    /// <summary>Searches and hands on each result as it comes, again when it has found more sources. Ending the stream ends the search.</summary>
    public async IAsyncEnumerable<SearchResult> StreamSearch(SearchStart request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var id = Start(request);
        using var pump = new Pump(feed, time);
        try
        {
            await foreach (var happened in SearchWatch.FollowAsync(pump, searches, id, 0, cancellationToken))
                if (happened is SearchHits found)
                    foreach (var hit in found.Hits) yield return hit;
        }
        finally
        {
            searches.Cancel(id);
        }
    }

    /// <summary>A run of the lab as it stands, then after every change, the newest only, until it is over. Ending the stream leaves the run as it is.</summary>
    public IAsyncEnumerable<LabRunView> StreamLabRun(Guid id, CancellationToken cancellationToken)
    {
        var runs = Context.GetHttpContext()!.RequestServices.GetRequiredService<ILabRuns>();
        return runs.Find(id) is null ? throw new HubException(Problems.UnknownLabRun.Message) : runs.FollowAsync(id, cancellationToken);
    }

    private Following Following => (Following)Context.Items[FollowingKey]!;

    private Guid Start(SearchStart request)
    {
        if (SearchEndpoints.Fault(request) is { } fault) throw new HubException(fault.Message);
        var outcome = searches.Start(request);
        return outcome is { Value: { } search } ? search.Id : throw new HubException(outcome.Refusal!.Message);
    }

    private IEnumerable<NodeEvent> Now(Guid id)
    {
        if (downloads.Find(id) is { } download) yield return new DownloadStateChanged(id, download.State, download.Reason, download);
    }

    private static async Task SendAsync(INodeClient client, Pump pump, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var entry in pump.ReadAllAsync(cancellationToken)) await NodePushes.SendAsync(client, NodePushes.Of(entry));
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
    }
}
