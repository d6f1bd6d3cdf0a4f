using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Whoever can tell where a content is: an overlay that answers now and tells of new sources later. Nothing here waits.</summary>
public interface ISourceFinder
{
    /// <summary>Whether it finds anything now.</summary>
    bool IsEnabled => true;

    /// <summary>Whether a watch is answered by itself; else whoever waits must be asked for.</summary>
    bool AnswersWatches => true;

    /// <summary>
    /// Once, before any other call. The callback only enqueues; it may come from any thread. An empty list says that nobody who is online
    /// has it; no call at all, that nobody could be asked.
    /// </summary>
    void Start(Action<ContentId, IReadOnlyList<NodeId>> sourcesFound);

    /// <summary>Answers for each content now, and again whenever a source appears.</summary>
    void Watch(IReadOnlyList<ContentId> contents);

    void Unwatch(IReadOnlyList<ContentId> contents);

    /// <summary>Answers for each content now: one query, whether they are watched or not.</summary>
    void Ask(IReadOnlyList<ContentId> contents);

    /// <summary>Looks up where nodes are now; what is learned goes to the <see cref="Links.IPeerDirectory"/>.</summary>
    void Locate(IReadOnlyList<NodeId> peers);
}
