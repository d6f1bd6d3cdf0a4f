using Microsoft.AspNetCore.Connections;
using WebP2P.Host.Access;
using WebP2P.Node;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;

namespace WebP2P.Host.Cli;

/// <summary>One node with its control plane: what <c>serve</c> runs once, the demo and the tests several times in one process.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private readonly HostSettings settings;
    private readonly DataFolder folder;
    private readonly WebApplication app;

    private NodeHost(HostSettings settings, DataFolder folder, WebApplication app)
    {
        this.settings = settings;
        this.folder = folder;
        this.app = app;
    }

    public IServiceProvider Services => app.Services;

    public bool OpensBrowser => settings.OpensBrowser;

    /// <summary>Of the control plane, without a slash at the end.</summary>
    public string Address => Services.GetRequiredService<LoginLinks>().Address;

    public int PeerPort => Services.GetRequiredService<PeerPlane>().EndPoint?.Port ?? 0;

    /// <summary>Content of <c>control-key</c>.</summary>
    public string ControlKey => Services.GetRequiredService<ControlKey>().Text;

    /// <param name="configure">For tests: changes services before the node is built.</param>
    /// <exception cref="StartRefusedException">The control port is taken, or the options must not be used together.</exception>
    /// <exception cref="DataFolderInUseException">Another process owns the data folder.</exception>
    public static async Task<NodeHost> StartAsync(HostSettings settings, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        var folder = DataFolder.Open(settings.Node.Data);
        NodeHost? host = null;
        try
        {
            host = new NodeHost(settings, folder, Build(settings, folder, configure));
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            if (host is null) folder.Dispose();
            else await host.DisposeAsync();
            throw;
        }
    }

    public string NewLoginLink() => Services.GetRequiredService<LoginLinks>().New();

    /// <summary>While no password is set, every start prints a link.</summary>
    public async Task<bool> NeedsLinkAsync() => !await Services.GetRequiredService<OwnerPassword>().ExistsAsync(CancellationToken.None);

    /// <summary>Until Ctrl-C, SIGTERM, or the token.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken) => await app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        File.Delete(folder.PathOf(RunningNode.AddressFileName));
        await app.StopAsync(CancellationToken.None);
        await Services.GetRequiredService<PeerNode>().StopAsync();
        await app.DisposeAsync();
        folder.Dispose();
    }

    private static WebApplication Build(HostSettings settings, DataFolder folder, Action<WebApplicationBuilder>? configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(NodeHost).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter(null, LogLevel.Warning);
        // The keys lie in the data folder, which only the owner may read.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddPeerNode(settings.Node, folder);
        builder.AddControlPlane(settings.Control);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseControlPlane();
        return app;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var node = Services.GetRequiredService<PeerNode>();
        await node.PrepareAsync(cancellationToken);
        if (settings.Control.Validate(await Services.GetRequiredService<OwnerPassword>().ExistsAsync(cancellationToken)) is { } fault) throw new StartRefusedException(fault);
        _ = ControlKey;
        await node.StartAsync(cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartRefusedException(await ControlPortTaken.ExplainAsync(settings.Control, cancellationToken));
        }

        node.ControlPortsAre([.. app.Urls.Select(url => BindingAddress.Parse(url).Port)]);
        folder.WriteSecret(RunningNode.AddressFileName, System.Text.Encoding.UTF8.GetBytes(Address));
    }
}
