using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node;

/// <summary>The order in which the parts of a node start and stop.</summary>
public sealed class PeerNode
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(1);

    private readonly NodeOptions options;
    private readonly NodeEngine engine;
    private readonly NodeStatus status;
    private readonly NodeNews news;
    private readonly TimeProvider time;
    private ITimer? sampler;
    private bool isStarted;

    internal PeerNode(NodeOptions options, NodeEngine engine, NodeStatus status, NodeNews news, TimeProvider time)
    {
        this.options = options;
        this.engine = engine;
        this.status = status;
        this.news = news;
        this.time = time;
    }

    /// <summary>Makes the databases ready; before anything reads settings.</summary>
    /// <exception cref="InvalidDataException">A database was written by a newer program.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => engine.Storage.PrepareAsync(cancellationToken);

    /// <summary>After <see cref="PrepareAsync"/>. Returns when the node listens; scanning and registering go on behind it.</summary>
    /// <exception cref="PeerListenException">The peer port that the owner chose is taken.</exception>
    /// <exception cref="ArgumentException">An option cannot be read; the message names it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        isStarted = true;
        engine.Links.Attach(engine.Transfers);
        news.Follow();
        FollowReach();
        await engine.IndexSampler.StartAsync(cancellationToken);
        await engine.Library.StartAsync(cancellationToken);
        engine.Napster.LibraryIs(engine.Journal.Current.LibraryId, engine.Journal.Current.Version);
        FollowIndex();
        await engine.Transfers.StartAsync(cancellationToken);
        await status.StartOverlaysAsync(cancellationToken);
        engine.Gnutella.Start();
        await engine.Plane.StartAsync(cancellationToken);
        engine.Reach.Start();
        engine.Napster.Start(options.IndexServer ?? await engine.Settings.GetAsync(NodeStatus.IndexServerKey, cancellationToken));
        await engine.Gnutella.JoinAsync(Bootstrap(), cancellationToken);
        engine.IndexCare.Start();
        sampler = time.CreateTimer(_ => status.Sample(), null, SampleEvery, SampleEvery);
    }

    /// <summary>The control plane's own ports are never dialled as peers.</summary>
    public void ControlPortsAre(IReadOnlyList<int> ports) => engine.Local.ControlPorts = ports;

    public async Task StopAsync()
    {
        if (!isStarted) return;
        isStarted = false;
        if (sampler is not null) await sampler.DisposeAsync();
        await engine.IndexSampler.DisposeAsync();
        await engine.IndexCare.DisposeAsync();
        await engine.Transfers.StopAsync();
        await engine.Plane.StopAsync(CancellationToken.None);
        await engine.Napster.DisposeAsync();
        await engine.Gnutella.DisposeAsync();
        await engine.Library.StopAsync(CancellationToken.None);
    }

    /// <summary>Links to every bootstrap address at once, whatever overlays are on.</summary>
    private List<KnownHost> Bootstrap()
    {
        List<KnownHost> hosts = [];
        foreach (var text in options.Bootstrap)
        {
            if (status.Dial(text) is { Refusal: { } refusal }) throw new ArgumentException($"--bootstrap {text}: {refusal.Message}");
            if (PeerAddressText.TryParse(text, out var address, out var node)) hosts.Add(new KnownHost(address!, node, HostOrigin.Configured));
        }
        return hosts;
    }

    private void FollowReach()
    {
        engine.Reach.Follow();
        engine.Reach.Changed += () => _ = Task.Run(news.TellStatus);
        engine.Napster.CallBackWanted += engine.CallBacks.Dial;
    }

    /// <summary>A damaged index may have been replaced already, while the databases were prepared.</summary>
    private void FollowIndex()
    {
        engine.IndexHealth.BeganAnew += engine.Napster.IndexBeganAnew;
        // The one who noticed still holds the index, and whoever reads the status may want it.
        engine.IndexHealth.Changed += () => _ = Task.Run(news.TellStatus);
        engine.Napster.IndexRebuilt += engine.IndexHealth.Rebuilt;
        if (engine.IndexHealth.View is { State: IndexState.Rebuilding } view) engine.Napster.IndexBeganAnew(view.Reason);
    }
}
