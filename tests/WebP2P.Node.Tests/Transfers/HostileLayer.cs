using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Transfers;

public enum LayerLie { OtherHashes, TooLong, TooShort, Compressed, Redirect, Silence, Dripping }

/// <summary>Takes the place of the endpoint of piece hashes, which come before any piece.</summary>
internal sealed class HostileLayer(LayerLie lie, int lengthBytes) : IPeerEndpoints
{
    private int requests;

    public int Requests => requests;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/p2p/content/{content}/layer", AnswerAsync).WithOrder(-1);

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref requests);
        var response = http.Response;
        response.ContentLength = lengthBytes;
        switch (lie)
        {
            case LayerLie.OtherHashes:
                await response.Body.WriteAsync(new byte[lengthBytes]);
                break;
            case LayerLie.TooLong:
                response.ContentLength = lengthBytes + 32;
                await response.Body.WriteAsync(new byte[lengthBytes + 32]);
                break;
            case LayerLie.TooShort:
                await response.Body.WriteAsync(new byte[lengthBytes / 2]);
                await response.Body.FlushAsync();
                http.Abort();
                break;
            case LayerLie.Compressed:
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(new byte[lengthBytes]);
                break;
            case LayerLie.Redirect:
                response.StatusCode = StatusCodes.Status302Found;
                response.Headers.Location = "/p2p/elsewhere";
                response.ContentLength = 0;
                break;
            case LayerLie.Silence:
                await Task.WhenAny(new TaskCompletionSource().Task.WaitAsync(http.RequestAborted));
                break;
            case LayerLie.Dripping:
                await HostileEndpoints.DripAsync(http, new byte[lengthBytes]);
                break;
        }
    }
}
