using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>Which way bytes go.</summary>
public enum TransferDirection : byte { Upload, Download }

/// <summary>A request that wants to move its next bytes.</summary>
public sealed class BandwidthWish(TransferDirection direction, NodeId peer, int bytes)
{
    public TransferDirection Direction { get; } = direction;

    public NodeId Peer { get; } = peer;

    /// <summary>Most that it can use at once.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>What it got; 0 while it waits.</summary>
    public int Granted { get; internal set; }
}
