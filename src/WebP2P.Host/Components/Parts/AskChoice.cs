using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Host.Components.Parts;

/// <summary>Whom the owner wants to ask, and how a query shall travel; for all searches of one browser page.</summary>
public sealed class AskChoice
{
    /// <summary>Empty: all that are on.</summary>
    public HashSet<OverlayKind> Overlays { get; } = [];

    /// <summary>Null: as the rule of the overlay chooses.</summary>
    public SearchWay? Way { get; set; }

    /// <summary>1 to 7; null: as the way has it.</summary>
    public int? Ttl { get; set; }

    /// <summary>Of the chosen overlays only those count that are on; without any of them all are asked.</summary>
    public SearchStart Start(string query, IEnumerable<OverlayView> overlays)
    {
        var chosen = overlays.Where(way => way.Enabled && Overlays.Contains(way.Name)).Select(way => way.Name).ToList();
        return new SearchStart(query, chosen.Count > 0 ? chosen : null) { Gnutella = Way is null && Ttl is null ? null : new GnutellaWish(Way, Ttl) };
    }

    public void Toggle(OverlayKind kind)
    {
        if (!Overlays.Remove(kind)) Overlays.Add(kind);
    }
}
