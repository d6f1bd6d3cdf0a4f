using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WebP2P.Node.Links;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Gives the right hashes of pieces, an eighth of them at a time.</summary>
internal sealed class SlowLayer(byte[] content) : IPeerEndpoints
{
    private const int Parts = 8;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/p2p/content/{content}/layer", AnswerAsync).WithOrder(-1);

    private async Task AnswerAsync(HttpContext http)
    {
        var map = new PieceMap(content.Length);
        var layer = PieceLayer.FromHashes(content.Length, [.. Enumerable.Range(0, map.Count).Select(piece => MerkleTree.PieceRoot(content.AsSpan((int)map.Offset(piece), map.Length(piece)), map))]).ToBytes();
        http.Response.ContentLength = layer.Length;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(400));
        foreach (var part in layer.Chunk((layer.Length + Parts - 1) / Parts))
        {
            await timer.WaitForNextTickAsync(http.RequestAborted);
            await http.Response.Body.WriteAsync(part, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
