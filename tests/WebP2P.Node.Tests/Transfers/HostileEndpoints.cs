using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Transfers;

public enum Hostility { Missing, WholeInsteadOfRange, ShortBody, LongBody, OtherRange, WrongBytes, WrongStatus, ServerError, Silence }

/// <summary>Takes the place of a node's content endpoint and answers as a hostile or broken one would.</summary>
internal sealed class HostileEndpoints(Hostility hostility, byte[] bytes) : IPeerEndpoints
{
    private int requests;

    public int Requests => requests;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/p2p/content/{content}", AnswerAsync).WithOrder(-1);

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref requests);
        var range = RangeHeaderValue.Parse(http.Request.Headers.Range.ToString()).Ranges.Single();
        var (first, last) = ((int)range.From!, (int)range.To!);
        var asked = bytes.AsMemory(first, last - first + 1);
        var response = http.Response;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = $"bytes {first}-{last}/{bytes.Length}";
        switch (hostility)
        {
            case Hostility.Missing:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
            case Hostility.WholeInsteadOfRange:
                response.StatusCode = StatusCodes.Status200OK;
                response.ContentLength = bytes.Length;
                await response.Body.WriteAsync(bytes);
                break;
            case Hostility.ShortBody:
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked[..(asked.Length / 2)]);
                await response.Body.FlushAsync();
                http.Abort();
                break;
            case Hostility.LongBody:
                await response.Body.WriteAsync(asked);
                await response.Body.WriteAsync(new byte[100]);
                break;
            case Hostility.OtherRange:
                response.Headers.ContentRange = $"bytes {first + 1}-{last + 1}/{bytes.Length}";
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked);
                break;
            case Hostility.WrongBytes:
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(new byte[asked.Length]);
                break;
            case Hostility.ServerError:
                response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case Hostility.WrongStatus:
                response.StatusCode = StatusCodes.Status200OK;
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked);
                break;
            case Hostility.Silence:
                await Task.WhenAny(new TaskCompletionSource().Task.WaitAsync(http.RequestAborted));
                break;
        }
    }
}
