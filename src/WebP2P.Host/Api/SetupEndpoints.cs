using Microsoft.AspNetCore.Http.HttpResults;

namespace WebP2P.Host.Api;

internal static class SetupEndpoints
{
    public static void MapSetup(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("setup").WithTags("Setup");
        group.MapGet("", Get).Named("getSetup", "Whether this node was set up, and which steps are done").Refuses();
        group.MapPost("", Complete).Named("completeSetup", "Does the first steps of a new node, once").Refuses(409, 422, 503)
            .BodyExample("""{"password": "correct horse battery", "share": "/home/alice/Music", "join": "index.example.org:6699"}""");
    }

    private static async Task<Ok<SetupView>> Get(OwnerSetup setup, CancellationToken cancellationToken) =>
        TypedResults.Ok(await setup.StateAsync(cancellationToken));

    private static async Task<Results<Ok<SetupView>, ProblemHttpResult>> Complete(SetupRequest body, OwnerSetup setup, CancellationToken cancellationToken)
    {
        var outcome = await setup.CompleteAsync(body, cancellationToken);
        return outcome.Refusal is { } refusal ? refusal.Result(ApiPaths.Shares) : TypedResults.Ok(outcome.Value);
    }
}
