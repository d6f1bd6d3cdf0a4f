using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Overlays;

/// <summary>Whether this node has a content itself.</summary>
public interface ILocalContents
{
    LocalState StateOf(ContentId content);
}
