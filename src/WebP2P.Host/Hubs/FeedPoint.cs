using System.Globalization;

namespace WebP2P.Host.Hubs;

/// <summary>A place in the feed: the last change of state that somebody has seen. Text form <c>EPOCH-SEQ</c>, or <c>SEQ</c> alone when the run does not matter.</summary>
/// <param name="Epoch">The run of the program; null for whichever runs.</param>
internal sealed record FeedPoint(string? Epoch, long Seq)
{
    private const int TextLengthMax = 64;

    public static bool TryParse(string text, out FeedPoint? point)
    {
        point = null;
        if (text.Length > TextLengthMax) return false;
        var hyphen = text.LastIndexOf('-');
        if (!long.TryParse(text.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return false;
        point = new FeedPoint(hyphen < 0 ? null : text[..hyphen], seq);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Seq}");
}
