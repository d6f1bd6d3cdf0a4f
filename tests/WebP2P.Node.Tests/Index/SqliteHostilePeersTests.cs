using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Index;

public sealed class SqliteHostilePeersTests : HostilePeersContract, IDisposable
{
    private readonly TempFolder temp = new();
    private readonly List<IDisposable> opened = [];

    public void Dispose()
    {
        opened.Reverse();
        foreach (var one in opened) one.Dispose();
        temp.Dispose();
    }

    protected override IIndexStore Create()
    {
        var folder = DataFolder.Open(temp["data"]);
        var setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        setup.PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
        var store = new SqliteIndexStore(folder);
        opened.AddRange([folder, setup, store]);
        return store;
    }
}
