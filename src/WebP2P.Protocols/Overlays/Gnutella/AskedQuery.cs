using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What a query or a walker asks of a holder.</summary>
/// <param name="Query">Null when the text is none that can be answered.</param>
/// <param name="HopsBack">Hops that the hits may need: a walker's path may lead over nodes that another walker came to by a longer one.</param>
internal readonly record struct AskedQuery(Query? Query, int HitsMax, int HopsBack);
