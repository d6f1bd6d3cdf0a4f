using System.Net;
using System.Net.Sockets;
using WebP2P.Host.Access;
using WebP2P.Host.Cli;
using WebP2P.Node;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Demo;

/// <summary>
/// Starts the demo's nodes; the first one is the person's. With Napster the second one is the index server, where all others register; without it
/// the nodes are linked to each other as the plan says.
/// </summary>
internal sealed class DemoNetwork(string folder, DemoPlan plan) : IAsyncDisposable
{
    private const int ControlPort = 5080;
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Names = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"];

    private readonly List<DemoNode> nodes = [];

    public IReadOnlyList<DemoNode> Nodes => nodes;

    /// <summary>Returns when every node's library is ready to be found.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var files = await Task.Run(() => DemoFiles.Write(ShareOf, plan.Nodes), cancellationToken);
        if (plan.HasIndex) await StartWithIndexAsync(files, cancellationToken);
        else nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, plan.Nodes).Select(node => StartAsync(node, files[node], null, cancellationToken))));
        await Task.WhenAll(nodes.Select(node => ReadyAsync(node.Host, cancellationToken)));
        foreach (var (from, to) in plan.Links()) nodes[from].Host.Services.GetRequiredService<IPeers>().Add($"127.0.0.1:{nodes[to].Host.PeerPort}");
    }

    private async Task StartWithIndexAsync(int[] files, CancellationToken cancellationToken)
    {
        var index = await StartAsync(1, files[1], null, cancellationToken);
        var server = $"127.0.0.1:{index.Host.PeerPort}";
        nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, plan.Nodes).Where(node => node != 1).Select(node => StartAsync(node, files[node], server, cancellationToken))));
        nodes.Insert(1, index);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(nodes.Select(node => node.Host.DisposeAsync().AsTask()));

    private async Task<DemoNode> StartAsync(int node, int files, string? indexServer, CancellationToken cancellationToken)
    {
        var data = Path.Combine(folder, Names[node], "data");
        var options = new NodeOptions
        {
            Data = data,
            Downloads = Path.Combine(folder, Names[node], "downloads"),
            Name = Names[node],
            PeerListen = "127.0.0.1:0",
            Shares = [ShareOf(node)],
            IndexServer = indexServer,
            Overlays = [.. plan.Overlays.Select(overlay => overlay.ToString())],
            AllowLoopback = true,
            ExampleQueries = DemoFiles.QueriesOf(plan),
        };
        // Without an index the graph that is shown stays as it is; whoever looks at it sees soon who joined.
        options = options with { Gnutella = options.Gnutella with { DialsHosts = plan.HasIndex, PingMs = 10_000 } };
        var urls = node == 0 && IsControlPortFree() ? $"http://localhost:{ControlPort}" : "http://127.0.0.1:0";
        var host = await NodeHost.StartAsync(new HostSettings(options, new ControlOptions { Data = data, Urls = urls, SkipSetup = true }), cancellationToken: cancellationToken);
        return new DemoNode(Names[node], host, files);
    }

    private string ShareOf(int node) => Path.Combine(folder, Names[node], "shared");

    private static bool IsControlPortFree() => IsFree(IPAddress.Loopback) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback));

    private static bool IsFree(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, ControlPort));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Looks again and again: what a way counts is shown a moment later than it happens, and nothing more may happen after it.</summary>
    private async Task ReadyAsync(NodeHost host, CancellationToken cancellationToken)
    {
        var status = host.Services.GetRequiredService<INodeStatus>();
        var shares = host.Services.GetRequiredService<IShares>();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ReadyTimeout);
        using var timer = new PeriodicTimer(LookEvery);
        try
        {
            while (!IsReady()) await timer.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{status.Node.Name} was not ready within {ReadyTimeout.TotalMinutes:0} minutes: {status.Overlay(plan.Overlays[0])?.Reason}");
        }

        bool IsReady() => shares.List().All(share => share.State == ShareState.Ready) && (!plan.HasIndex || IsRegistered(status));
    }

    private static bool IsRegistered(INodeStatus status) =>
        status.Overlay(OverlayKind.Napster) is { } napster && napster.Counters["libraryVersion"] > 0 && napster.Counters["registeredVersion"] == napster.Counters["libraryVersion"];
}
