using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Api;

/// <summary>The index that this node serves, for its operator.</summary>
internal static class IndexEndpoints
{
    public static void MapIndex(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("index").WithTags("Index");
        group.MapGet("", Get).Named("getIndex", "What the own index holds, answers and refuses").Refuses();
        group.MapGet("nodes", Nodes).AddEndpointFilter<PagingFilter>().Named("listIndexNodes", "Nodes that are registered at the own index, or were in the last day").Refuses();
        group.MapGet("queries", Queries).Named("listSlowestQueries", "The slowest queries of the last hour").Refuses();
        group.MapGet("blocks", Blocks).AddEndpointFilter<PagingFilter>().Named("listBlocks", "Nodes and contents that are shut out of the own index").Refuses();
        group.MapPost("blocks", Add).Named("addBlock", "Shuts a node or a content out of the own index, at once").Refuses(409, 422)
            .BodyExample("""{"hash": "9a0364b9e99bb480dd25e1f0284c8555a0d5c8f7a1d4e3b2c5d6e7f8091a2b3c", "size": 1048576, "note": "Not what its name says"}""");
        group.MapGet("blocks/{id:guid}", Find).Named("getBlock", "One entry of the list").Refuses(404);
        group.MapDelete("blocks/{id:guid}", Remove).Named("removeBlock", "Lets a node or a content in again").Refuses(404);
    }

    private static async Task<Ok<IndexView>> Get(IOwnIndex index, CancellationToken cancellationToken) =>
        TypedResults.Ok(await index.ReadAsync(cancellationToken));

    private static async Task<Results<Ok<Page<IndexNodeView>>, ProblemHttpResult>> Nodes([AsParameters] Paging paging, IOwnIndex index, CancellationToken cancellationToken) =>
        paging.Of(await index.NodesAsync(cancellationToken)) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static Ok<Page<SlowQueryView>> Queries(IOwnIndex index) => TypedResults.Ok(new Page<SlowQueryView>(index.SlowestQueries(), null));

    private static Results<Ok<Page<BlockView>>, ProblemHttpResult> Blocks([AsParameters] Paging paging, IOwnIndex index) =>
        paging.Of(index.Blocks) is { } page ? TypedResults.Ok(page) : Paging.UnknownCursor.Result();

    private static async Task<Results<Created<BlockView>, ProblemHttpResult>> Add(BlockRequest body, IOwnIndex index, CancellationToken cancellationToken)
    {
        if (Fault(body) is { } fault) return fault.Result();
        var outcome = await index.BlockAsync(new BlockStart(body.NodeId, body.Hash, body.Size, body.Note), cancellationToken);
        return outcome is { Value: { } block } ? TypedResults.Created($"{ApiPaths.Blocks}/{block.Id}", block) : outcome.Refusal!.Result(ApiPaths.Blocks);
    }

    private static Results<Ok<BlockView>, ProblemHttpResult> Find(Guid id, IOwnIndex index) =>
        index.Blocks.FirstOrDefault(block => block.Id == id) is { } block ? TypedResults.Ok(block) : Problems.UnknownBlock.Result();

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(Guid id, IOwnIndex index, CancellationToken cancellationToken) =>
        await index.UnblockAsync(id, cancellationToken) ? TypedResults.NoContent() : Problems.UnknownBlock.Result();

    private static Problem? Fault(BlockRequest body) => body switch
    {
        { Hash: null, NodeId: null } or { Hash: not null, NodeId: not null } => Problems.Invalid("hash", "Name either the hash of a content or a nodeId."),
        { Size: not null, Hash: null } => Problems.Invalid("size", "Only a content has a size."),
        { Size: { } size } when !ContentId.IsSize(size) => Problems.Invalid("size", "The size is a number from 1 to 2^43."),
        { Note.Length: > BlockStart.NoteMax } => Problems.Invalid("note", "The note has at most 200 characters."),
        _ => null,
    };
}
