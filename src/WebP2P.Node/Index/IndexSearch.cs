using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>One question and how much is looked at for it.</summary>
/// <param name="OnlyWord">The only one of several words that the full-text table is asked for; null when it is asked for all.</param>
/// <param name="Present">The nodes of <paramref name="Presence"/> by their numbers.</param>
internal sealed record IndexSearch(Query Query, Presence Presence, NodeSet Present, int ContentsMax, long WallUnixMs, string? OnlyWord)
{
    private const int NamesFewest = 50, NamesUsual = 100;

    /// <summary>So many names are fetched and ranked when there are so many.</summary>
    public int NamesMin { get; } = Math.Max(NamesFewest, ContentsMax);

    /// <summary>With so many names it is not asked whether the others may be better.</summary>
    public int NamesEnough { get; } = Math.Max(NamesUsual, 2 * ContentsMax);

    /// <summary>Most that the text of a name may add to what is known of it.</summary>
    public int TextPointsMax { get; } = Ranking.TextPointsMax(Query);
}
