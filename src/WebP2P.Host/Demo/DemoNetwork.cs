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
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
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
        var controlPort = node == 0 ? FreeControlPort() : 0;
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
        var urls = controlPort == 0 ? "http://127.0.0.1:0" : $"http://localhost:{controlPort}";
        var host = await NodeHost.StartAsync(new HostSettings(options, new ControlOptions { Data = data, Urls = urls, SkipSetup = true }), cancellationToken: cancellationToken);
        return new DemoNode(Names[node], host, files);
    }

    private string ShareOf(int node) => Path.Combine(folder, Names[node], "shared");

    /// <summary>5080 when it is free, else one that is.</summary>
    private static int FreeControlPort()
    {
        if (IsFree(IPAddress.Loopback, ControlPort) && (!Socket.OSSupportsIPv6 || IsFree(IPAddress.IPv6Loopback, ControlPort))) return ControlPort;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task ReadyAsync(NodeHost host, CancellationToken cancellationToken)
    {
        var registered = new TaskCompletionSource();
        var feed = host.Services.GetRequiredService<NodeFeed>();
        var status = host.Services.GetRequiredService<INodeStatus>();
        var shares = host.Services.GetRequiredService<IShares>();
        using var subscription = feed.Subscribe(_ => Look());
        Look();
        try
        {
            await registered.Task.WaitAsync(ReadyTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new IOException($"{status.Node.Name} was not ready within {ReadyTimeout.TotalSeconds:0} s: {status.Overlay(plan.Overlays[0])?.Reason}");
        }

        void Look() => _ = Task.Run(
            () =>
            {
                if (shares.List().All(share => share.State == ShareState.Ready) && (!plan.HasIndex || IsRegistered(status))) registered.TrySetResult();
            },
            cancellationToken);
    }

    private static bool IsRegistered(INodeStatus status) =>
        status.Overlay(OverlayKind.Napster) is { } napster && napster.Counters["libraryVersion"] > 0 && napster.Counters["registeredVersion"] == napster.Counters["libraryVersion"];
}
