using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Links;

/// <summary>What happens around the peer plane's start and stop: what is known is read, the own record published, links end, what was learned is written.</summary>
internal sealed partial class LinkLifetime(LinkHub hub, OwnRecord own, PeerDirectory directory, IServiceProvider services, ILogger<LinkLifetime> log) : IDisposable
{
    private const string FirstMetSetting = "first-met";
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(2);

    private readonly PeerStore? store = services.GetService<IDbContextFactory<NodeDbContext>>() is { } contexts
        ? new PeerStore(contexts, services.GetRequiredService<TimeProvider>())
        : null;

    private readonly SettingsStore? settings = services.GetService<SettingsStore>();
    private Timer? flusher;
    private int isFlushing;
    private int firstMetWritten;

    public async Task StartingAsync(PeerListenChoice choice, CancellationToken cancellationToken)
    {
        // A service that the owner uses attaches itself when it is made.
        _ = services.GetService<Control.IPeers>();
        if (settings is not null && int.TryParse(await settings.GetAsync(SettingsStore.PeerPort, cancellationToken), out var kept)) choice.KeptPort = kept;
        if (settings is not null && await settings.GetAsync(FirstMetSetting, cancellationToken) is { } met) hub.FirstMet.Load(met);
        if (store is null) return;
        directory.Load(await store.LoadAsync(cancellationToken));
        directory.Learned += store.Keep;
        flusher = new Timer(_ => _ = FlushAsync(), null, FlushInterval, FlushInterval);
    }

    public async Task ListeningAsync(PeerListenChoice choice, CancellationToken cancellationToken)
    {
        if (settings is not null && choice.KeptPort is { } port)
            await settings.SetAsync(SettingsStore.PeerPort, port.ToString(CultureInfo.InvariantCulture), cancellationToken);
        own.Start();
        services.GetRequiredService<AddressWatch>().Start();
    }

    public async Task StoppingAsync()
    {
        await hub.StopAsync();
        if (flusher is not null) await flusher.DisposeAsync();
        await FlushAsync();
    }

    public void Dispose() => flusher?.Dispose();

    private async Task FlushAsync()
    {
        if (store is null || Interlocked.Exchange(ref isFlushing, 1) == 1) return;
        try
        {
            await store.FlushAsync(CancellationToken.None);
            var changes = hub.FirstMet.Changes;
            if (settings is null || changes == firstMetWritten) return;
            await settings.SetAsync(FirstMetSetting, hub.FirstMet.Text);
            firstMetWritten = changes;
        }
        catch (Exception exception) when (exception is DbUpdateException or SqliteException or IOException)
        {
            LogNotWritten(exception);
        }
        finally
        {
            Volatile.Write(ref isFlushing, 0);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What was learned about peers could not be written; it is tried again")]
    private partial void LogNotWritten(Exception exception);
}
