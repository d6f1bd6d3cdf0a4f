using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>What a search of the owner found of a content, for a download that starts from it.</summary>
public interface ISearchedSources
{
    /// <summary>Empty when the search or the content is not known.</summary>
    IReadOnlyList<NodeId> SourcesOf(Guid search, ContentId content);

    /// <summary>The best name among the hits; null when none is known.</summary>
    string? NameOf(Guid search, ContentId content);
}
