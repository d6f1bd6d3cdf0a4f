using Microsoft.AspNetCore.Http.HttpResults;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>How fast bytes may go to and come from peers, and to how many at once.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("limits").WithTags("Limits");
        group.MapGet("", Get).Named("getLimits", "Limits of speed, 0 is none, and the slots for uploads").Refuses();
        group.MapPatch("", Set).Named("setLimits", "Changes what is given; it counts at once and is remembered").Refuses(422)
            .BodyExample("""{"uploadBytesPerSecond": 1048576, "totalBytesPerSecond": 0, "uploadSlots": 4}""");
    }

    private static Ok<TransferLimitsView> Get(ITransferLimits limits) => TypedResults.Ok(limits.View);

    private static async Task<Results<Ok<TransferLimitsView>, ProblemHttpResult>> Set(TransferLimitsChange body, ITransferLimits limits, CancellationToken cancellationToken)
    {
        var outcome = await limits.SetAsync(body, cancellationToken);
        return outcome is { Value: { } view } ? TypedResults.Ok(view) : outcome.Refusal!.Result();
    }
}
