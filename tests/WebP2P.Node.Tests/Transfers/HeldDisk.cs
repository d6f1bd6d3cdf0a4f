using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Something happens at the n-th call of a kind below a folder, on the thread that makes it, before it is made. Any thread.</summary>
internal sealed class HeldDisk(string folder) : IFileSystemFaults, IDisposable
{
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim open = new(true);
    private FileSystemCall? only;
    private Action? act;
    private int callsLeft;

    /// <summary>Whether the call came.</summary>
    public bool HasCome { get; private set; }

    public void At(FileSystemCall? call, int nth, Action happens)
    {
        lock (gate) (only, callsLeft, act, HasCome) = (call, nth, happens, false);
    }

    /// <summary>The call waits for <see cref="Release"/>.</summary>
    public void HoldAt(FileSystemCall call, int nth)
    {
        open.Reset();
        At(call, nth, () => open.Wait(Waiting.Deadline));
    }

    public void Release() => open.Set();

    public int ErrorOf(FileSystemCall call, string path)
    {
        Action? happens = null;
        lock (gate)
        {
            if (act is null || (only is { } wanted && wanted != call) || !path.StartsWith(folder, StringComparison.Ordinal) || --callsLeft > 0) return 0;
            (happens, act, HasCome) = (act, null, true);
        }
        happens();
        return 0;
    }

    public void Dispose() => open.Dispose();
}
