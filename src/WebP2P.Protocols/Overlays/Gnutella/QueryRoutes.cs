using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What the routing tables of the neighbours say: whether a query is worth its last hop.</summary>
internal static class QueryRoutes
{
    /// <summary>False when the neighbour's table says that it has nothing.</summary>
    public static bool MayHave(Neighbour neighbour, GnutellaQuery query) => neighbour.Routes is not { Table: not null } routes || routes.MayHave(HashesOf(query.Query));

    private static IReadOnlyList<uint> HashesOf(string text) => Query.TryParse(text, out var query, out _) ? WordHash.OfQuery(query!) : [];
}
