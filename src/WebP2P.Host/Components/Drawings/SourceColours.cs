using System.Globalization;

namespace WebP2P.Host.Components.Drawings;

/// <summary>One of eight colours for each source, from its node id, so a peer looks the same in every list.</summary>
public static class SourceColours
{
    /// <summary>How many colours <c>css/tokens.css</c> has for sources.</summary>
    public const int Count = 8;

    /// <summary>The colour that an id gets when nobody else has it: its first byte.</summary>
    public static int Preferred(string hexId) =>
        hexId.Length >= 2 && int.TryParse(hexId.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var first) ? first % Count : 0;

    /// <summary>A colour for each id in order; a taken colour moves on to the next free one while there are free ones.</summary>
    public static IReadOnlyList<int> Assign(IReadOnlyList<string> hexIds)
    {
        var taken = new bool[Count];
        var colours = new int[hexIds.Count];
        for (var i = 0; i < hexIds.Count; i++)
        {
            var colour = Preferred(hexIds[i]);
            for (var tries = 0; tries < Count && taken[colour]; tries++) colour = (colour + 1) % Count;
            taken[colour] = true;
            colours[i] = colour;
        }

        return colours;
    }
}
