using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Host.Api;

/// <param name="Size">In bytes; may be left out when only one content of this hash is known here or in the search.</param>
/// <param name="SearchId">The search whose sources are to be used.</param>
/// <param name="Mode">Multi when left out. Single: only the one source named.</param>
/// <param name="RequireSource">Refuse instead of waiting for a source.</param>
/// <param name="Folder">Whole path of a folder that is there, perhaps on another disk; the downloads folder when left out.</param>
/// <param name="IfHere">When a share of this node has the content already. Refuse when left out: 409. Link: a second name of that file among the downloads, a copy where it cannot be linked. Copy: a copy of it. Both without the network. Transfer: fetched from others all the same.</param>
/// <param name="Order">Rarest when left out. Sequential: the first missing piece first, to use the beginning while the rest arrives.</param>
internal sealed record DownloadRequest(
    ContentHash Hash,
    long? Size = null,
    Guid? SearchId = null,
    string? Name = null,
    DownloadMode? Mode = null,
    IReadOnlyList<NodeId>? Sources = null,
    bool? RequireSource = null,
    string? Folder = null,
    OwnFileUse? IfHere = null,
    DownloadOrder? Order = null);

/// <summary>What is left out stays as it is.</summary>
/// <param name="Priority">Which downloads of the queue run first.</param>
/// <param name="Order">Which pieces come first. Counts at once, also for one that runs: what is on its way stays.</param>
internal sealed record DownloadEdit(DownloadPriority? Priority = null, DownloadOrder? Order = null);

/// <param name="Folder">Whole path of a folder that is there, perhaps on another disk.</param>
internal sealed record DownloadPlace(string Folder);

/// <param name="Downloads">How many were paused or resumed.</param>
internal sealed record DownloadsMoved(int Downloads);
