using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using WebP2P.Node.Identity;

namespace WebP2P.Benchmarks;

/// <summary>What TLS alone moves on this machine between two ends of one process: the limit of everything that goes over a link.</summary>
internal static class TlsRate
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>Bytes a second.</summary>
    public static async Task<double> MeasureAsync(NodeIdentity identity, long bytes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var giver = new SslStream(dialled.GetStream(), false, (_, certificate, _, _) => certificate?.GetCertHashString() == identity.Certificate.GetCertHashString());
        await using var taker = new SslStream(accepted.GetStream());
        await Task.WhenAll(
            taker.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = identity.Certificate, EnabledSslProtocols = SslProtocols.Tls13 }),
            giver.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "peer", EnabledSslProtocols = SslProtocols.Tls13 }));
        var clock = Stopwatch.StartNew();
        var giving = Task.Run(() => GiveAsync(giver, bytes));
        var buffer = new byte[BlockBytes];
        for (var taken = 0L; taken < bytes;) taken += await taker.ReadAsync(buffer);
        await giving;
        return bytes / clock.Elapsed.TotalSeconds;
    }

    private static async Task GiveAsync(SslStream stream, long bytes)
    {
        var block = new byte[BlockBytes];
        for (var given = 0L; given < bytes; given += BlockBytes) await stream.WriteAsync(block);
    }
}
