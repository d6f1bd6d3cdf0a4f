using System.Diagnostics.Metrics;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>The node's own figures for <c>/metrics</c>. Nodes of one process are kept apart by the meter's name.</summary>
internal sealed class NodeMeters
{
    private long searchesEnded;

    public NodeMeters(IMeterFactory meters, IServiceProvider services, NodeFeed feed)
    {
        var status = services.GetRequiredService<INodeStatus>();
        var meter = meters.Create(NameOf(status));
        meter.CreateObservableCounter("webp2p.drops", () => status.Drops.Select(drop => Tagged(drop.Value, "reason", drop.Key)), description: "What strangers sent and was dropped");
        meter.CreateObservableUpDownCounter("webp2p.links", () => status.Node.Overlays.Select(overlay => Tagged((long)overlay.Links, "overlay", overlay.Name)), description: "Links by overlay");
        meter.CreateObservableUpDownCounter("webp2p.peers", () => (long)status.Node.Totals.Peers, description: "Linked peers");
        meter.CreateObservableUpDownCounter("webp2p.shared.files", () => status.Node.Totals.SharedFiles, description: "Files offered");
        meter.CreateObservableUpDownCounter("webp2p.shared", () => status.Node.Totals.SharedBytes, "By", "Bytes offered");
        meter.CreateObservableCounter("webp2p.transferred", () => Transferred(status.Node.Totals), "By", "Bytes copied");
        AddIndex(meter, status);
        AddLists(meter, services);
        AddIndex(meter, services.GetRequiredService<IOwnIndex>());
        meter.CreateObservableCounter("webp2p.searches", () => Interlocked.Read(ref searchesEnded), description: "Searches that ended");
        feed.Subscribe(Count);
    }

    public static string NameOf(INodeStatus status) => $"WebP2P.{status.Node.Id.ShortText}";

    private static void AddIndex(Meter meter, INodeStatus status)
    {
        meter.CreateObservableUpDownCounter("webp2p.index.state", () => Enum.GetValues<IndexState>().Select(state => Tagged(status.Node.Index.State == state ? 1L : 0L, "state", state)), description: "State of the own index: 1 at the one that holds");
        meter.CreateObservableCounter("webp2p.index.refused", () => status.Node.Index.RefusedBatches, description: "Batches refused because the own index could not be written");
        meter.CreateObservableCounter("webp2p.index.rebuilds", () => (long)status.Node.Index.BeganAnew, description: "Damaged indexes that were moved aside");
    }

    private static void AddLists(Meter meter, IServiceProvider services)
    {
        var downloads = services.GetRequiredService<IDownloads>();
        var uploads = services.GetRequiredService<IUploads>();
        var searches = services.GetRequiredService<ISearches>();
        meter.CreateObservableUpDownCounter("webp2p.downloads", () => downloads.List(null).CountBy(download => download.State).Select(state => Tagged((long)state.Value, "state", state.Key)), description: "Downloads by state");
        meter.CreateObservableUpDownCounter("webp2p.uploads", () => (long)uploads.Totals.SlotsUsed, description: "Uploads that run");
        meter.CreateObservableUpDownCounter("webp2p.uploads.queued", () => (long)uploads.Totals.Queued, description: "Uploads that wait");
        meter.CreateObservableUpDownCounter("webp2p.searches.running", () => searches.List().LongCount(search => search.State == SearchState.Running), description: "Searches that run");
    }

    private static void AddIndex(Meter meter, IOwnIndex index)
    {
        meter.CreateObservableUpDownCounter("webp2p.index.nodes", () => Nodes(index.View), description: "Nodes at the own index");
        meter.CreateObservableUpDownCounter("webp2p.index.names", () => index.View.Names, description: "Names in the own index");
        meter.CreateObservableUpDownCounter("webp2p.index.contents", () => index.View.Contents, description: "Contents in the own index");
        meter.CreateObservableUpDownCounter("webp2p.index.size", () => index.View.SizeBytes, "By", "The own index on disk");
        meter.CreateObservableUpDownCounter("webp2p.index.blocks", () => Blocks(index.View), description: "Entries of the operator's list");
        meter.CreateObservableCounter("webp2p.index.queries", () => index.View.Queries, description: "Searches asked of the own index");
        meter.CreateObservableCounter("webp2p.index.answers.capped", () => index.View.AnswersCapped, description: "Answers that a limit cut");
        meter.CreateObservableCounter("webp2p.index.names.registered", () => index.View.NamesRegistered, description: "Names that came, changed or went");
        meter.CreateObservableCounter("webp2p.index.refusals", () => index.View.Refusals.Select(Refused), description: "What the own index refused");
    }

    private static Measurement<long>[] Nodes(IndexView view) => [Tagged(view.NodesOnline, "state", "online"), Tagged(view.NodesKnown, "state", "known")];

    private static Measurement<long>[] Blocks(IndexView view) => [Tagged(view.BlockedNodes, "kind", "node"), Tagged(view.BlockedContents, "kind", "content")];

    private static Measurement<long> Refused(IndexRefusalView refusal) =>
        new(refusal.Count, new KeyValuePair<string, object?>("message", refusal.Message), new KeyValuePair<string, object?>("reason", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{refusal.Reason}")));

    private static Measurement<long>[] Transferred(NodeTotals totals) =>
        [Tagged(totals.DownloadedBytes, "direction", "down"), Tagged(totals.UploadedBytes, "direction", "up")];

    private static Measurement<long> Tagged<T>(long value, string name, T tag) =>
        new(value, new KeyValuePair<string, object?>(name, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{tag}")));

    private void Count(FeedEntry entry)
    {
        if (entry.Event is SearchEnded) Interlocked.Increment(ref searchesEnded);
    }
}
