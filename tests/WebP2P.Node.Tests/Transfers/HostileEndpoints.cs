using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Transfers;

public enum Hostility
{
    Missing, WholeInsteadOfRange, ShortBody, LongBody, LongLength, OtherRange, OtherSize, WrongBytes, WrongStatus, ServerError, Silence,
    NotSatisfiable, NoSlot, Compressed, Redirect, Closes, HugeHeaders, Dripping, HonestButClosing, HonestButSlow,
}

/// <summary>Takes the place of a node's content endpoint and answers as a hostile or broken one would.</summary>
internal sealed class HostileEndpoints(Hostility hostility, byte[] bytes) : IPeerEndpoints
{
    /// <summary>Of a request, each 50 ms: 8 KB a second.</summary>
    private const int SlowBytesAtOnce = 400;

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

    /// <summary>A little now and then, for as long as anybody listens.</summary>
    public static async Task DripAsync(HttpContext http, ReadOnlyMemory<byte> body, int atOnce = 1)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var sent = 0; sent < body.Length && await timer.WaitForNextTickAsync(http.RequestAborted); sent += atOnce)
        {
            await http.Response.Body.WriteAsync(body.Slice(sent, Math.Min(atOnce, body.Length - sent)), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private Task AnswerAsync(HttpContext http)
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
            case Hostility.Missing: return RefuseAsync(response, StatusCodes.Status404NotFound);
            case Hostility.ServerError: return RefuseAsync(response, StatusCodes.Status500InternalServerError);
            case Hostility.NotSatisfiable: return RefuseAsync(response, StatusCodes.Status416RangeNotSatisfiable);
            case Hostility.NoSlot: return RefuseAsync(response, StatusCodes.Status503ServiceUnavailable);
            case Hostility.Redirect:
                response.Headers.Location = "/p2p/elsewhere";
                return RefuseAsync(response, StatusCodes.Status307TemporaryRedirect);
            case Hostility.WholeInsteadOfRange:
                response.StatusCode = StatusCodes.Status200OK;
                return SendAsync(response, bytes);
            case Hostility.WrongStatus:
                response.StatusCode = StatusCodes.Status200OK;
                return SendAsync(response, asked);
            case Hostility.OtherRange:
                response.Headers.ContentRange = $"bytes {first + 1}-{last + 1}/{bytes.Length}";
                return SendAsync(response, asked);
            case Hostility.OtherSize:
                response.Headers.ContentRange = $"bytes {first}-{last}/{bytes.Length + 1}";
                return SendAsync(response, asked);
            default: return MisbehaveAsync(http, asked);
        }
    }

    /// <summary>The head of the answer is as it should be.</summary>
    private async Task MisbehaveAsync(HttpContext http, ReadOnlyMemory<byte> asked)
    {
        var response = http.Response;
        if (hostility is Hostility.Compressed) response.Headers.ContentEncoding = "gzip";
        if (hostility is Hostility.HonestButClosing) response.Headers.Connection = "close";
        for (var line = 0; line < 30 && hostility is Hostility.HugeHeaders; line++) response.Headers.Append("x-filler", new string('x', 2_000));
        switch (hostility)
        {
            case Hostility.ShortBody:
                response.ContentLength = asked.Length;
                // Less than one piece: of a longer part some pieces would be whole and right.
                await response.Body.WriteAsync(asked[..Math.Min(asked.Length / 2, 30_000)]);
                await response.Body.FlushAsync();
                http.Abort();
                break;
            case Hostility.LongBody:
                await response.Body.WriteAsync(asked);
                await response.Body.WriteAsync(new byte[100]);
                break;
            case Hostility.LongLength:
                await SendAsync(response, new byte[asked.Length + 100]);
                break;
            case Hostility.WrongBytes:
                await SendAsync(response, new byte[asked.Length]);
                break;
            case Hostility.Silence:
                await Task.WhenAny(new TaskCompletionSource().Task.WaitAsync(http.RequestAborted));
                break;
            case Hostility.Closes:
                http.Abort();
                break;
            case Hostility.Dripping:
                response.ContentLength = asked.Length;
                await DripAsync(http, asked);
                break;
            case Hostility.HonestButSlow:
                response.ContentLength = asked.Length;
                await DripAsync(http, asked, SlowBytesAtOnce);
                break;
            default:
                await SendAsync(response, asked);
                break;
        }
    }

    private static Task RefuseAsync(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.Headers.ContentRange = default;
        return Task.CompletedTask;
    }

    private static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }
}
