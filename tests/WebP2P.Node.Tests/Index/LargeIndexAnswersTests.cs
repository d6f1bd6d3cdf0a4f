using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Index;

/// <summary>What every store keeps, by one that looks for the rarest word of a query only.</summary>
public sealed class LargeIndexAnswersTests(ITestOutputHelper output) : IndexAnswersContract(output), IDisposable
{
    private readonly SqliteStores stores = new();

    public void Dispose() => stores.Dispose();

    protected override IIndexStore Create() => stores.CreateLarge();
}
