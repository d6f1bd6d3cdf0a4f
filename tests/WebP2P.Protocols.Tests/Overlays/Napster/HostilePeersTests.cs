using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class HostilePeersTests : HostilePeersContract
{
    protected override IIndexStore Create() => new MemoryIndexStore();
}
