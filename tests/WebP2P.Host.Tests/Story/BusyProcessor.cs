using System.Security.Cryptography;

namespace WebP2P.Host.Tests.Story;

/// <summary>Keeps one processor busy until it is disposed.</summary>
internal sealed class BusyProcessor : IDisposable
{
    private readonly Thread thread;
    private volatile bool isOver;

    public BusyProcessor()
    {
        thread = new Thread(Work) { IsBackground = true };
        thread.Start();
    }

    public void Dispose()
    {
        isOver = true;
        thread.Join();
    }

    private void Work()
    {
        var bytes = new byte[1 << 16];
        while (!isOver) SHA256.HashData(bytes, bytes);
    }
}
