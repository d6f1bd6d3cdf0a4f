using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace WebP2P.Node.Links;

/// <summary><c>GET /p2p/link</c>: another node opens a link.</summary>
internal sealed class LinkEndpoint(LinkHub hub) : IPeerEndpoints
{
    public void Map(IEndpointRouteBuilder routes) => routes.Map(LinkUpgrade.Path, Accept);

    private async Task Accept(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(LinkUpgrade.SubProtocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = LinkUpgrade.SubProtocol, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        var remote = new IPEndPoint(AddressPolicy.Plain(context.Connection.RemoteIpAddress ?? IPAddress.None), context.Connection.RemotePort);
        var local = context.Connection.LocalIpAddress is { } own ? AddressPolicy.Plain(own) : null;
        await hub.AcceptAsync(socket, context.PeerId(), remote, local);
    }
}
