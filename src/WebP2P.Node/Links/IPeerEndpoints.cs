using Microsoft.AspNetCore.Routing;

namespace WebP2P.Node.Links;

/// <summary>A group of endpoints of the peer plane. Its services come by its constructor: the peer plane's server has none of its own.</summary>
public interface IPeerEndpoints
{
    void Map(IEndpointRouteBuilder routes);
}
