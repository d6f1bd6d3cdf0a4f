using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>Dials those who wait for a callback and serves them on the stream that this node dialled.</summary>
internal sealed partial class CallBackDialler(PeerConnector connector, PeerPlane plane, IPeerDirectory directory, DropCounters drops, ILogger<CallBackDialler> log)
{
    private const int DialsMax = 32;
    private const int AnswerTimeoutMs = 5_000;

    private int dialling;

    /// <summary>In the background; at most so many at once.</summary>
    public void Dial(Signed<PeerRecord> asker, UInt128 nonce)
    {
        if (Interlocked.Increment(ref dialling) > DialsMax)
        {
            Interlocked.Decrement(ref dialling);
            drops.Count(DropReason.LimitReached);
            return;
        }

        directory.Learn(asker);
        _ = Task.Run(() => DialAsync(asker.Signer, nonce));
    }

    private async Task DialAsync(NodeId asker, UInt128 nonce)
    {
        try
        {
            var dialled = await connector.DialDirectAsync(asker, CancellationToken.None);
            var stream = await OfferAsync(dialled, nonce);
            if (!plane.TryServe(stream, asker, dialled.Remote)) await stream.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            LogFailed(asker.ShortText, exception.Message);
        }
        finally
        {
            Interlocked.Decrement(ref dialling);
        }
    }

    /// <summary>After the upgrade the stream is the asker's to speak first.</summary>
    private static async Task<Stream> OfferAsync(PeerStream dialled, UInt128 nonce)
    {
        using var deadline = new CancellationTokenSource(AnswerTimeoutMs);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => ValueTask.FromResult(dialled.Stream),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer{CallBackEndpoint.Path}{nonce.ToString("x32", CultureInfo.InvariantCulture)}");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new(CallBackEndpoint.Protocol));
        try
        {
            var response = await client.SendAsync(request, deadline.Token);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return await response.Content.ReadAsStreamAsync(deadline.Token);
            throw new IOException($"it no longer waits ({(int)response.StatusCode})");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            await dialled.Stream.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Callback to {Asker} failed: {Reason}")]
    private partial void LogFailed(string asker, string reason);
}
