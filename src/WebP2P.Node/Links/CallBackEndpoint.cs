using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary><c>GET /p2p/callback/{nonce}</c>: a node that this one cannot dial brings the stream that was asked of it; from then on it serves and this node asks.</summary>
internal sealed class CallBackEndpoint(PeerConnector connector, DropCounters drops) : IPeerEndpoints
{
    public const string Path = "/p2p/callback/";
    public const string Protocol = "webp2p.callback";

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Path + "{nonce}", Accept);

    private async Task Accept(HttpContext context)
    {
        var upgrade = context.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true } || context.Request.Headers.Upgrade != Protocol)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (!UInt128.TryParse(context.Request.RouteValues["nonce"] as string, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce)
            || !connector.CallBacks.TryMeet(context.PeerId(), nonce, out var hand))
        {
            drops.Count(DropReason.Unsolicited);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.Headers.Upgrade = Protocol;
        await using var stream = new CallBackStream(await upgrade.UpgradeAsync());
        var remote = new IPEndPoint(AddressPolicy.Plain(context.Connection.RemoteIpAddress ?? IPAddress.None), context.Connection.RemotePort);
        if (hand(stream, remote)) await EndAsync(stream, context);
    }

    /// <summary>The stream ends with its user, its connection, or this node.</summary>
    private static async Task EndAsync(CallBackStream stream, HttpContext context)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await stream.Closed.WaitAsync(ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
