using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

public sealed class HostStoreTests : IAsyncLifetime
{
    private readonly TempFolder temp = new();
    private StorageFixture storage = null!;

    public async ValueTask InitializeAsync() => storage = await StorageFixture.OpenAsync(temp["data"]);

    public async ValueTask DisposeAsync()
    {
        await storage.DisposeAsync();
        temp.Dispose();
    }

    [Fact]
    public async Task Hosts_outlive_the_program_the_last_met_first()
    {
        var node = new NodeId(new Bytes32([7, .. new byte[31]]));
        await using (var store = Store())
        {
            Assert.Empty(await store.StartAsync(TestContext.Current.CancellationToken));
            store.Keep(new HostsChanged([new KnownHost(Address(1), null, HostOrigin.Configured), new KnownHost(Address(2), node, HostOrigin.Met, 5_000, 3, 1)], []));
            store.Keep(new HostsChanged([new KnownHost(Address(3), null, HostOrigin.Pong)], []));
            store.Keep(new HostsChanged([], [Address(3)]));
        }
        await using var later = Store();
        Assert.Equal([new KnownHost(Address(2), node, HostOrigin.Saved, 5_000, 3, 1), new KnownHost(Address(1), null, HostOrigin.Saved)], await later.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_too_many_hosts_those_that_were_met_longest_ago_go()
    {
        await using var store = Store();
        await store.StartAsync(TestContext.Current.CancellationToken);
        store.Keep(new HostsChanged([.. Enumerable.Range(1, HostStore.HostsMax + 5).Select(number => new KnownHost(Address(number), null, HostOrigin.Met, number))], []));
        await store.WriteAsync(TestContext.Current.CancellationToken);
        await using (var context = storage.Contexts.CreateDbContext()) Assert.Equal(HostStore.HostsMax, context.Hosts.Count());
        await using var again = Store();
        var hosts = await again.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HostStore.HostsMax, hosts.Count);
        Assert.Equal(6, hosts.Min(host => host.LastSeenUnixMs));
    }

    private static PeerAddress Address(int number) => new($"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}", 6699);

    private HostStore Store() => new(storage.Contexts, TimeProvider.System, NullLogger<HostStore>.Instance);
}
