using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Control;

/// <summary>Copies that others make from this node.</summary>
public interface IUploads
{
    IReadOnlyList<UploadView> List();

    UploadView? Find(Guid id);

    /// <summary>Ends it: the peer loses its slot. False when there is no such upload.</summary>
    bool Remove(Guid id);

    UploadTotals Totals { get; }
}

public enum UploadState { Queued, Active, Finished }

/// <param name="Position">In the queue, 1 is next; null when active.</param>
/// <param name="BytesSent">To this peer, of this content, since the program started.</param>
public sealed record UploadView(Guid Id, NodeId NodeId, string? PeerName, ContentHash Hash, long Size, string Name, UploadState State, int? Position, long BytesSent, long BytesPerSecond, DateTimeOffset StartedAt)
{
    /// <summary>The owner took the slot away, or shut the peer out.</summary>
    public bool EndedByOwner { get; init; }
}

public sealed record UploadTotals(int Slots, int SlotsUsed, int Queued, long BytesSent, long BytesPerSecond);
