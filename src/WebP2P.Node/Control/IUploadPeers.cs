using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Control;

/// <summary>What each peer was ever given, and which peers get no uploads. Not the block list of the own index, which is about finding.</summary>
public interface IUploadPeers
{
    const int NoteMax = 200;

    /// <summary>Those that got most first; peers that get no uploads are there too.</summary>
    IReadOnlyList<UploadPeerView> List();

    UploadPeerView? Find(NodeId peer);

    /// <summary>The peer gets no uploads from now on: what runs ends. Invalid: the own id, a note too long, or the list is full.</summary>
    Task<Outcome<UploadPeerView>> BlockAsync(NodeId peer, string? note, CancellationToken cancellationToken);

    /// <summary>False when it was not blocked.</summary>
    Task<bool> UnblockAsync(NodeId peer, CancellationToken cancellationToken);
}

/// <param name="BytesSent">Ever, also before the last start.</param>
/// <param name="LastAt">When it last got something; null when it never did.</param>
/// <param name="BlockedAt">Since when it gets no uploads; null when it may have them.</param>
/// <param name="Note">Of the owner, why it is blocked.</param>
public sealed record UploadPeerView(NodeId NodeId, string? PeerName, long BytesSent, DateTimeOffset? LastAt, DateTimeOffset? BlockedAt, string? Note);
