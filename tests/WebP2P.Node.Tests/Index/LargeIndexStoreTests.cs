using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Index;

public sealed class LargeIndexStoreTests : IndexStoreContract, IDisposable
{
    private readonly SqliteStores stores = new();

    public void Dispose() => stores.Dispose();

    protected override IIndexStore Create() => stores.CreateLarge();
}
