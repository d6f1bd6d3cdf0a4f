namespace WebP2P.Host.Components.Drawings;

/// <summary>The outline of an overlay's badge, so that colour is never the only sign.</summary>
public enum OverlayShape
{
    Square,
    Circle,
    Rounded,
    Diamond,
}

/// <summary>How one overlay is shown everywhere: letter, outline, hue and written name.</summary>
public sealed record OverlayLook(string Class, string Letter, OverlayShape Shape, string Title)
{
    private static readonly OverlayLook[] All =
    [
        new("napster", "N", OverlayShape.Square, "Napster"),
        new("gnutella", "G", OverlayShape.Circle, "Gnutella"),
        new("kazaa", "K", OverlayShape.Rounded, "KaZaA"),
        new("dht", "D", OverlayShape.Diamond, "DHT"),
    ];

    /// <summary>The look of a name, or null for an overlay that this version does not draw.</summary>
    public static OverlayLook? Of(string name) => Array.Find(All, look => string.Equals(look.Class, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The written name, or the name as given.</summary>
    public static string TitleOf(string name) => Of(name)?.Title ?? name;
}
