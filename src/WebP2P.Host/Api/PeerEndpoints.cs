using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;

namespace WebP2P.Host.Api;

internal static class PeerEndpoints
{
    public static void MapPeers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("peers").WithTags("Peers");
        group.MapGet("", List).AddEndpointFilter<PagingFilter>().Named("listPeers", "Nodes that this one is linked to or knows").Refuses();
        group.MapPost("", Add).Named("addPeer", "Dials a node in the background").Refuses(409, 422)
            .BodyExample("""{"address": "198.51.100.7:6699"}""");
        group.MapGet("{nodeId}", Get).Named("getPeer", "One node").Refuses(404);
        group.MapDelete("{nodeId}", Remove).Named("removePeer", "Closes the link to a node").Refuses(404);
        group.MapPut("{nodeId}/block", Block).Named("blockPeer", "The node gets no uploads from now on; the own index has a list of its own").Refuses(404, 422)
            .BodyExample("""{"note": "takes everything, gives nothing"}""");
        group.MapDelete("{nodeId}/block", Unblock).Named("unblockPeer", "The node may have uploads again").Refuses(404);
        group.MapGet("{nodeId}/library", Library).AddEndpointFilter<PagingFilter>().Named("listPeerLibrary", "What a node says it shares: the entries of a folder, or what matches a query in and below it").Refuses(404, 422, 503);
    }

    private static Results<Ok<Page<PeerView>>, ProblemHttpResult> List([AsParameters] Paging paging, IPeers peers) =>
        paging.Of(peers.List()) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static Results<Accepted<PeerDial>, ProblemHttpResult> Add(PeerRequest body, IPeers peers)
    {
        var outcome = peers.Add(body.Address);
        return outcome is { Value: { } dial } ? TypedResults.Accepted(ApiPaths.Peers, dial) : outcome.Refusal!.Result(ApiPaths.Peers);
    }

    private static Results<Ok<PeerView>, ProblemHttpResult> Get(string nodeId, IPeers peers) =>
        NodeId.TryParse(nodeId, out var id) && peers.Find(id) is { } peer ? TypedResults.Ok(peer) : Problems.UnknownPeer.Result();

    private static Results<NoContent, ProblemHttpResult> Remove(string nodeId, IPeers peers) =>
        NodeId.TryParse(nodeId, out var id) && peers.Remove(id) ? TypedResults.NoContent() : Problems.UnknownPeer.Result();

    private static async Task<Results<Ok<UploadPeerView>, ProblemHttpResult>> Block(string nodeId, PeerBlockRequest? body, IUploadPeers peers, CancellationToken cancellationToken)
    {
        if (!NodeId.TryParse(nodeId, out var id)) return Problems.UnknownPeer.Result();
        var outcome = await peers.BlockAsync(id, body?.Note, cancellationToken);
        return outcome is { Value: { } peer } ? TypedResults.Ok(peer) : outcome.Refusal!.Result();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Unblock(string nodeId, IUploadPeers peers, CancellationToken cancellationToken) =>
        NodeId.TryParse(nodeId, out var id) && await peers.UnblockAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.UnknownPeer.Result();

    private static async Task<Results<Ok<Page<LibraryEntry>>, ProblemHttpResult>> Library(string nodeId, string? path, string? query, [AsParameters] Paging paging, IPeers peers, CancellationToken cancellationToken)
    {
        if (!NodeId.TryParse(nodeId, out var id)) return Problems.UnknownPeer.Result();
        var outcome = await peers.LibraryAsync(id, new LibraryQuestion(path ?? "", query), paging.Request, cancellationToken);
        return outcome is { Value: { } page } ? TypedResults.Ok(page) : outcome.Refusal!.Result(ApiPaths.Peers);
    }
}
