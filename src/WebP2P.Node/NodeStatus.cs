using System.Reflection;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node;

/// <summary>What the node is and how it does, put together from its parts.</summary>
internal sealed class NodeStatus(NodeParts parts, NodeOverlays overlays, SettingsStore settings, DropCounters drops, TimeProvider time) : INodeStatus
{
    /// <summary>Settings key of the index server that the owner joined.</summary>
    public const string IndexServerKey = "index-server";

    private static readonly string Version = typeof(NodeStatus).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private readonly NapsterService napster = overlays.Napster;
    private readonly GnutellaService gnutella = overlays.Gnutella;
    private readonly long startedAt = time.GetTimestamp();
    private readonly Queue<ThroughputSample> samples = new();
    private (long Arrived, long Sent, long At) sampled = (0, 0, time.GetTimestamp());

    public NodeView Node => new(
        parts.Identity.Id,
        parts.Options.Name,
        Version,
        (long)time.GetElapsedTime(startedAt).TotalMilliseconds,
        [.. parts.Directory.Own?.Value.Addresses.Select(address => address.ToString()) ?? []],
        parts.Reach.View.State,
        NetworkOnly(parts.Options.Network),
        napster.IndexServerText,
        [Napster(), Gnutella()],
        Totals())
    {
        Index = parts.IndexHealth.View,
        ReachabilityAt = parts.Reach.View.At,
        ReachabilityEvidence = parts.Reach.View.Evidence,
    };

    public IReadOnlyList<ThroughputSample> Throughput
    {
        get
        {
            lock (samples) return [.. samples];
        }
    }

    public IReadOnlyList<string> ExampleQueries => parts.Options.ExampleQueries;

    public IReadOnlyDictionary<DropReason, long> Drops => drops.Counts;

    public OverlayView? Overlay(OverlayKind overlay) => overlay switch
    {
        OverlayKind.Napster => Napster(),
        OverlayKind.Gnutella => Gnutella(),
        _ => null,
    };

    public async Task<Outcome<NodeView>> JoinAsync(string? indexServer, CancellationToken cancellationToken)
    {
        if (!napster.Use(indexServer)) return new Refusal(RefusalKind.Invalid, "address-not-understood", $"'{indexServer}' is not HOST:PORT or HOST:PORT/NODEID. Nothing was changed.");
        await settings.SetAsync(IndexServerKey, napster.IndexServerText ?? "", cancellationToken);
        return Node;
    }

    public async Task<Outcome<OverlayView>> EnableAsync(OverlayKind overlay, bool enabled, CancellationToken cancellationToken)
    {
        if (Overlay(overlay) is null) return new Refusal(RefusalKind.NotFound, "unknown-overlay", "This node does not have that overlay.");
        await settings.SetAsync(EnabledKey(overlay), enabled ? "on" : "off", cancellationToken);
        Enable(overlay, enabled);
        return Overlay(overlay)!;
    }

    /// <summary>As the list of overlays says, else as it was when the node ran last, else on.</summary>
    public async Task StartOverlaysAsync(CancellationToken cancellationToken)
    {
        foreach (var overlay in Node.Overlays)
        {
            var isListed = parts.Options.Overlays.Contains(overlay.Name.ToString(), StringComparer.OrdinalIgnoreCase);
            Enable(overlay.Name, parts.Options.Overlays.Count > 0 ? isListed : await settings.GetAsync(EnabledKey(overlay.Name), cancellationToken) != "off");
        }
    }

    public void CheckReachability() => parts.Reach.Check();

    /// <summary>Dials a peer that the owner named.</summary>
    public Outcome<PeerDial> Dial(string address) => parts.Peers.Add(address);

    /// <summary>Once a second: what arrived and left since the last time.</summary>
    public void Sample()
    {
        var (arrived, sent, at) = (parts.Transfers.BytesArrived, parts.Uploads.Totals.BytesSent, time.GetTimestamp());
        lock (samples)
        {
            var milliseconds = Math.Max(1, (long)time.GetElapsedTime(sampled.At, at).TotalMilliseconds);
            samples.Enqueue(new ThroughputSample(time.GetUtcNow(), Math.Max(0, arrived - sampled.Arrived) * 1_000 / milliseconds, Math.Max(0, sent - sampled.Sent) * 1_000 / milliseconds));
            if (samples.Count > 60) samples.Dequeue();
            sampled = (arrived, sent, at);
        }
    }

    /// <summary>A private network's key is nobody's business.</summary>
    private static string NetworkOnly(string network) => network.Split(':', 2)[0];

    private static string EnabledKey(OverlayKind overlay) => $"overlay-{overlay}";

    private void Enable(OverlayKind overlay, bool enabled)
    {
        if (overlay == OverlayKind.Napster) napster.Enable(enabled);
        else gnutella.Enable(enabled);
    }

    private OverlayView Napster()
    {
        var figures = napster.Figures;
        var server = figures.Server;
        return new OverlayView(
            OverlayKind.Napster,
            napster.IsEnabled,
            figures.State,
            napster.IsEnabled ? figures.Reason : "Switched off.",
            napster.IsOwnIndex ? "client and index server" : "client",
            server,
            server is null ? null : server == parts.Identity.Id ? parts.Options.Name : parts.Directory.NameOf(server.Value),
            // A refused registration has its link all the same.
            figures.State == OverlayState.Connected || (server is { } linked && parts.Peers.Find(linked) is { Linked: true }) ? 1 : 0,
            figures.LastProof,
            figures.LastProofAt,
            new Dictionary<string, long>
            {
                ["registeredVersion"] = figures.CommittedVersion,
                ["libraryVersion"] = figures.LibraryVersion,
                ["searches"] = figures.Searches,
                ["searchMessages"] = figures.Messages,
                ["searchBytes"] = figures.Bytes,
            });
    }

    private OverlayView Gnutella()
    {
        var figures = gnutella.Figures;
        return new OverlayView(
            OverlayKind.Gnutella,
            gnutella.IsEnabled,
            figures.State,
            !gnutella.IsEnabled ? "Switched off." : figures.State == OverlayState.Connected ? Linked(gnutella.NeighbourCount) : figures.Reason,
            "neighbour",
            null,
            null,
            gnutella.NeighbourCount,
            figures.LastProof,
            figures.LastProofAt,
            new Dictionary<string, long>
            {
                ["searches"] = figures.Searches,
                ["searchMessages"] = figures.Messages,
                ["searchBytes"] = figures.Bytes,
            });
    }

    private static string Linked(int neighbours) => neighbours == 1 ? "Linked to 1 neighbour." : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Linked to {neighbours} neighbours.");

    private NodeTotals Totals()
    {
        var shares = parts.Shares.List();
        return new NodeTotals(
            shares.Sum(share => share.Files),
            shares.Sum(share => share.Bytes),
            parts.Uploads.Totals.BytesSent,
            parts.Downloads.List(null).Sum(download => download.BytesDone),
            parts.Peers.List().Count(peer => peer.Linked));
    }
}
