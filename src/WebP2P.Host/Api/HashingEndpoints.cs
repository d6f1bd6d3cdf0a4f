using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>The reading of new files, for all shares together.</summary>
internal static class HashingEndpoints
{
    public static void MapHashing(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("library").WithTags("Library");
        group.MapGet("hashing", Get).Named("getHashing", "Whether and how fast new files are read").Refuses();
        group.MapPost("hashing", Limit).Named("limitHashing", "Sets how fast new files may be read; 0: as fast as it goes").Refuses(422)
            .BodyExample("""{"limitBytesPerSecond": 52428800}""");
        group.MapPost("pause", Pause).Named("pauseHashing", "Reads no new files until resumed, also over a restart").Refuses();
        group.MapPost("resume", Resume).Named("resumeHashing", "Reads new files again").Refuses();
    }

    private static Ok<HashingView> Get(IHashing hashing) => TypedResults.Ok(hashing.View);

    private static async Task<Results<Ok<HashingView>, ProblemHttpResult>> Limit(HashingLimitRequest body, IHashing hashing, CancellationToken cancellationToken)
    {
        var outcome = await hashing.LimitAsync(body.LimitBytesPerSecond, cancellationToken);
        return outcome is { Value: { } view } ? TypedResults.Ok(view) : outcome.Refusal!.Result();
    }

    private static async Task<Ok<HashingView>> Pause(IHashing hashing, CancellationToken cancellationToken) => TypedResults.Ok(await hashing.PauseAsync(cancellationToken));

    private static async Task<Ok<HashingView>> Resume(IHashing hashing, CancellationToken cancellationToken) => TypedResults.Ok(await hashing.ResumeAsync(cancellationToken));
}
