using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>Hosts of one network whose line delays and loses frames, and the nodes on them. Where the machine allows no namespaces there are none.</summary>
/// <param name="subnet">The first three numbers of the addresses.</param>
internal sealed class BadLine(string subnet, int delayMs, double loss) : IAsyncDisposable
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<NetNamespace> hosts = [];
    private readonly List<NamespaceNode> nodes = [];

    public TapSwitch Network { get; } = new(delayMs, loss);

    public IReadOnlyList<NetNamespace> Hosts => hosts;

    public IReadOnlyList<NamespaceNode> Nodes => nodes;

    public double ElapsedSeconds => Stopwatch.GetElapsedTime(started).TotalSeconds;

    public void Open(int count)
    {
        if (NetNamespace.Problem is not null) return;
        for (var number = 1; number <= count; number++) hosts.Add(NetNamespace.Add(Network, $"{subnet}.{number}"));
    }

    public NamespaceNode Add(int host, string? indexServer, params string[] more)
    {
        var node = new NamespaceNode(hosts[host], indexServer, more);
        nodes.Add(node);
        return node;
    }

    public void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ElapsedSeconds,5:0.0} s: {what}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        foreach (var host in hosts) host.Dispose();
        Network.Dispose();
    }
}
