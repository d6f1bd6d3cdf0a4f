using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Transfers;

public enum Hostility
{
    Missing, WholeInsteadOfRange, ShortBody, LongBody, LongLength, OtherRange, OtherSize, WrongBytes, WrongStatus, ServerError, Silence,
    NotSatisfiable, NoSlot, Compressed, Redirect, Closes, HugeHeaders, Dripping, HonestButClosing,
}

/// <summary>Takes the place of a node's content endpoint and answers as a hostile or broken one would.</summary>
internal sealed class HostileEndpoints(Hostility hostility, byte[] bytes) : IPeerEndpoints
{
    private int requests;

    public int Requests => requests;

    /// <summary>Requests at the place that a redirect names.</summary>
    public int Followed { get; private set; }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/p2p/content/{content}", AnswerAsync).WithOrder(-1);
        routes.MapGet("/p2p/elsewhere", _ =>
        {
            Followed++;
            return Task.CompletedTask;
        });
    }

    /// <summary>A byte now and then, for as long as anybody listens.</summary>
    public static async Task DripAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var sent = 0; sent < body.Length && await timer.WaitForNextTickAsync(http.RequestAborted); sent++)
        {
            await http.Response.Body.WriteAsync(body.Slice(sent, 1), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

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
            case Hostility.LongLength:
                response.ContentLength = asked.Length + 100;
                await response.Body.WriteAsync(asked);
                await response.Body.WriteAsync(new byte[100]);
                break;
            case Hostility.OtherSize:
                response.Headers.ContentRange = $"bytes {first}-{last}/{bytes.Length + 1}";
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked);
                break;
            case Hostility.NotSatisfiable:
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                break;
            case Hostility.NoSlot:
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = "1";
                break;
            case Hostility.Compressed:
                response.Headers.ContentEncoding = "gzip";
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked);
                break;
            case Hostility.Redirect:
                response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                response.Headers.ContentRange = default;
                response.Headers.Location = "/p2p/elsewhere";
                break;
            case Hostility.Closes:
                http.Abort();
                break;
            case Hostility.HugeHeaders:
                for (var line = 0; line < 30; line++) response.Headers.Append("x-filler", new string('x', 2_000));
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked);
                break;
            case Hostility.Dripping:
                response.ContentLength = asked.Length;
                await DripAsync(http, asked);
                break;
            case Hostility.HonestButClosing:
                response.Headers.Connection = "close";
                response.ContentLength = asked.Length;
                await response.Body.WriteAsync(asked);
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
