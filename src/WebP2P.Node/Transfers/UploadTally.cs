using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>What one peer was ever given. Any thread.</summary>
internal sealed class UploadTally
{
    private long bytes;
    private long lastUnixMs;
    private int isChanged;

    public UploadTally()
    {
    }

    public UploadTally(UploadTotalRow row) => (bytes, lastUnixMs, Name) = (row.Bytes, row.LastUnixMs, row.Name);

    public long Bytes => Interlocked.Read(ref bytes);

    public long LastUnixMs => Interlocked.Read(ref lastUnixMs);

    public string? Name { get; set; }

    public void Add(int more, long nowUnixMs)
    {
        Interlocked.Add(ref bytes, more);
        Interlocked.Exchange(ref lastUnixMs, nowUnixMs);
        Volatile.Write(ref isChanged, 1);
    }

    /// <summary>Whether it changed since the last call.</summary>
    public bool TakeChange() => Interlocked.Exchange(ref isChanged, 0) == 1;

    public void KeepChange() => Volatile.Write(ref isChanged, 1);

    public UploadTotalRow Row(NodeId peer) => new() { NodeId = peer.Value.ToArray(), Bytes = Bytes, LastUnixMs = LastUnixMs, Name = Name };
}
