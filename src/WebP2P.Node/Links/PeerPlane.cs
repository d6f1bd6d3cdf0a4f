using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>What other nodes use: a server of its own with its own few endpoints, so nothing of the control plane can be reached here.</summary>
public sealed class PeerPlane : IAsyncDisposable
{
    private readonly StreamListener streams = new();
    private readonly PeerPlaneServer setup;
    private readonly PeerListenChoice choice;
    private readonly LinkLifetime lifetime;
    private readonly IEnumerable<IPeerEndpoints> endpoints;
    private readonly ILoggerFactory logging;
    private WebApplication? server;

    internal PeerPlane(PeerPlaneServer setup, PeerListenChoice choice, LinkLifetime lifetime, IEnumerable<IPeerEndpoints> endpoints, ILoggerFactory logging)
    {
        this.setup = setup;
        this.choice = choice;
        this.lifetime = lifetime;
        this.endpoints = endpoints;
        this.logging = logging;
    }

    /// <summary>Where it listens; null before the start and after the stop.</summary>
    public IPEndPoint? EndPoint => choice.Bound;

    /// <exception cref="PeerListenException">The chosen address cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (server is not null) throw new InvalidOperationException("The peer plane runs already.");
        await lifetime.StartingAsync(choice, cancellationToken);
        server = Build();
        try
        {
            await server.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException or PeerListenException)
        {
            await StopAsync(CancellationToken.None);
            throw exception.InnerException as PeerListenException ?? choice.Taken(exception);
        }

        await lifetime.ListeningAsync(choice, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref server, null) is not { } running) return;
        await lifetime.StoppingAsync();
        choice.Unbind();
        await running.StopAsync(cancellationToken);
        await running.DisposeAsync();
    }

    /// <summary>Serves a stream that this node dialled: dialler and listener swap roles. False when it cannot be taken; it stays the caller's then.</summary>
    public bool TryServe(Stream stream, NodeId peer, IPEndPoint? remote = null) => server is not null && streams.TryServe(stream, peer, remote);

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<IConnectionListenerFactory>(streams);
        builder.WebHost.ConfigureKestrel(kestrel => setup.Configure(kestrel, choice.EndPoint));
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = _ => choice.Bind());
        var application = builder.Build();
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        foreach (var group in endpoints) group.Map(application);
        return application;
    }
}
