using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>One overlay as a search sees it: started, cancelled; what it finds comes to <see cref="SearchService"/> as notices.</summary>
internal interface ISearchWay
{
    OverlayKind Kind { get; }

    void Search(Guid searchId, Query query, int contentsMax);

    void Cancel(Guid searchId);
}
