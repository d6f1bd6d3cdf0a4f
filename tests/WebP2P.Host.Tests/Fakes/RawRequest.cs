using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>A request exactly as written: other clients correct what must be wrong here.</summary>
internal static class RawRequest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <summary>The answer's status; 0 when the connection was closed without one.</summary>
    public static async Task<int> StatusAsync(Uri address, string method, string path, params IEnumerable<string> headers)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, deadline.Token);
        await using var stream = client.GetStream();
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\n");
        foreach (var header in headers) text.Append(header).Append("\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()), deadline.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var line = await reader.ReadLineAsync(deadline.Token);
        return line is null ? 0 : int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
