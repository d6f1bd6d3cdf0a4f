using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Makes the n-th call below a folder fail, once or until it is healed. Any thread.</summary>
internal sealed class ScriptedFaults(string folder) : IFileSystemFaults
{
    private readonly Lock gate = new();
    private FileSystemCall? only;
    private int callsLeft;
    private int error;
    private bool lasts;

    /// <summary>How often a call failed since <see cref="Fail"/>.</summary>
    public int Failures { get; private set; }

    /// <param name="call">Null: calls of every kind are counted.</param>
    /// <param name="nth">1: the next one.</param>
    /// <param name="lasting">Whether all later ones fail as well.</param>
    public void Fail(FileSystemCall? call, int nth, int errno, bool lasting)
    {
        lock (gate) (only, callsLeft, error, lasts, Failures) = (call, nth, errno, lasting, 0);
    }

    public void Heal()
    {
        lock (gate) error = 0;
    }

    public int ErrorOf(FileSystemCall call, string path)
    {
        lock (gate)
        {
            if (error == 0 || (only is { } wanted && wanted != call) || !path.StartsWith(folder, StringComparison.Ordinal)) return 0;
            if (callsLeft > 0) callsLeft--;
            if (callsLeft > 0) return 0;
            var failing = error;
            if (!lasts) error = 0;
            Failures++;
            return failing;
        }
    }
}
