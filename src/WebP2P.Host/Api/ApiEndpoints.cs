namespace WebP2P.Host.Api;

/// <summary>All of REST.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiPaths.Root);
        api.MapSetup();
        api.MapSession();
        api.MapNode();
        api.MapOverlays();
        api.MapShares();
        api.MapLibrary();
        api.MapHashing();
        api.MapContents();
        api.MapSearches();
        api.MapDownloads();
        api.MapUploads();
        api.MapLimits();
        api.MapPeers();
        api.MapIndex();
        api.MapLab();
        api.MapStats();
        api.MapEvents();
    }
}
