using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Api;

/// <summary>Overlays by their lower-case names in paths.</summary>
internal static class OverlayNames
{
    public static bool TryParse(string name, out OverlayKind kind)
    {
        foreach (var value in Enum.GetValues<OverlayKind>())
        {
            kind = value;
            if (value.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        kind = default;
        return false;
    }
}
