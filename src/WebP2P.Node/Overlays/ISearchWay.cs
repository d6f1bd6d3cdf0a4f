using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>One overlay as a search sees it: started, cancelled; what it finds comes to <see cref="SearchService"/> as notices.</summary>
internal interface ISearchWay
{
    OverlayKind Kind { get; }

    /// <summary>Whether searches may go this way now.</summary>
    bool IsEnabled => true;

    void Search(Guid searchId, Query query, int contentsMax);

    /// <summary>The same, when the owner said how the query shall travel.</summary>
    void Search(Guid searchId, Query query, int contentsMax, GnutellaWish? wish) => Search(searchId, query, contentsMax);

    void Cancel(Guid searchId);

    /// <summary>How may the last word go on? Answered by one <see cref="Protocols.Overlays.Napster.SuggestionsFound"/>.</summary>
    void Suggest(Guid requestId, string text);
}
