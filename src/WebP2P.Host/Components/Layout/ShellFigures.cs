using WebP2P.Host.Components.Parts;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Components.Layout;

/// <summary>What the frame around every page shows: whether the node is in a network, and how many bytes move.</summary>
public sealed record ShellFigures
{
    /// <summary>One short sentence: connected to whom, or why not.</summary>
    public string Status { get; init; } = "Starting";

    /// <summary>Green only when a way to find works.</summary>
    public bool IsConnected { get; init; }

    public double DownBytesPerSecond { get; init; }

    public double UpBytesPerSecond { get; init; }

    /// <summary>Bytes per second received, oldest first, one a second.</summary>
    public IReadOnlyList<double> DownSamples { get; init; } = [];

    /// <summary>Reads the node's state now.</summary>
    public static ShellFigures Of(INodeStatus status, IPeers peers)
    {
        var ways = status.Node.Overlays.Where(way => way.Enabled).ToList();
        var linked = peers.List().Count(peer => peer.Linked);
        var working = ways.Find(way => way.State == OverlayState.Connected);
        var samples = status.Throughput;
        var now = samples.Count > 0 ? samples[^1] : default;
        return new ShellFigures
        {
            IsConnected = working is not null,
            Status = working is null ? ways.FirstOrDefault()?.Reason ?? "No way to find is on" : Connected(working, linked),
            DownBytesPerSecond = now.DownBytesPerSecond,
            UpBytesPerSecond = now.UpBytesPerSecond,
            DownSamples = [.. samples.Select(sample => (double)sample.DownBytesPerSecond)],
        };
    }

    private static string Connected(OverlayView way, int linked)
    {
        var neighbours = Ways.Count(linked, "neighbour", "neighbours");
        if (way.Name != OverlayKind.Napster) return $"{neighbours} · {Ways.Title(way.Name)}";
        return way.ServerName is { Length: > 0 } server ? $"{neighbours} · index at {server}" : $"{neighbours} · own index";
    }
}
