using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>What one peer took, or waits for, of one content.</summary>
internal sealed class UploadRecord(NodeId peer, ContentId content, string name, DateTimeOffset startedAt)
{
    public Guid Id { get; } = Guid.NewGuid();

    public NodeId Peer { get; } = peer;

    public ContentId Content { get; } = content;

    public SpeedMeter Speed { get; } = new();

    /// <summary>The own download of the content that the peer was told of; null when the content was complete.</summary>
    public DownloadJob? Partial { get; set; }

    /// <summary>How many of that download's pieces the peer was told of.</summary>
    public int Told { get; set; }

    /// <summary>When it was last told.</summary>
    public long ToldMs { get; set; }

    /// <summary>The owner ended it: what is being sent breaks off.</summary>
    public volatile bool IsCut;

    /// <summary>Others that may be told of the peer: what it signed itself.</summary>
    public Want? Wanted { get; set; }

    /// <summary>Requests that are being answered.</summary>
    public int Requests;

    public UploadView View(UploadWish? wish, string? peerName) => new(
        Id,
        Peer,
        peerName,
        Content.Hash,
        Content.SizeBytes,
        name,
        wish is null ? UploadState.Finished : wish.Ticket is null ? UploadState.Queued : UploadState.Active,
        wish is { Ticket: null } ? wish.Position : null,
        Speed.Total,
        wish is null ? 0 : Speed.BytesPerSecond,
        startedAt)
    {
        EndedByOwner = wish is null && IsCut,
    };
}
