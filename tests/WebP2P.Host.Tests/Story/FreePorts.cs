using System.Net;
using System.Net.Sockets;

namespace WebP2P.Host.Tests.Story;

/// <summary>
/// Ports for those who have to know theirs before they listen, or come back to it. They lie below those that the system gives to connections
/// by itself, so that no connection of another test takes one in between; no port is given twice.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int End = 32_000;

    private static int given = Environment.ProcessId % (End - First);

    /// <summary>A port that nobody listens on, and that nobody else here will be given.</summary>
    public static int Next()
    {
        for (var attempt = First; attempt < End; attempt++)
        {
            var port = First + (Interlocked.Increment(ref given) & int.MaxValue) % (End - First);
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException($"All ports from {First} to {End} are taken.");
    }

    /// <summary>Where a node listens that comes back to its address.</summary>
    public static string Address() => $"127.0.0.1:{Next()}";

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
