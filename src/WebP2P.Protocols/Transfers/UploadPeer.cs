using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>What one peer wants, and whether it has a slot.</summary>
internal sealed class UploadPeer(NodeId id)
{
    public NodeId Id { get; } = id;

    public List<UploadWish> Wishes { get; } = [];

    public bool HasSlot { get; set; }

    /// <summary>Last sign that it uses its slot.</summary>
    public long UsedMs { get; set; }

    /// <summary>When its link ended; null while it is linked.</summary>
    public long? UnlinkedMs { get; set; }

    public bool IsGranted => Wishes.Exists(wish => wish.Ticket is not null);
}
