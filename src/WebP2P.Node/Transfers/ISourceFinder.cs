using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Whoever can tell where a content is: an overlay that answers now and tells of new sources later.</summary>
public interface ISourceFinder
{
    /// <summary>Once, before any <see cref="Watch"/>. The callback only enqueues; it may come from any thread.</summary>
    void Start(Action<ContentId, IReadOnlyList<NodeId>> sourcesFound);

    void Watch(ContentId content);

    void Unwatch(ContentId content);
}
