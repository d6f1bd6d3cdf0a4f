namespace WebP2P.Protocols.Overlays;

/// <summary>The ways to find. The numbers are part of wire version 1.</summary>
public enum OverlayKind
{
    Napster = 1,
    Gnutella = 2,
    Kazaa = 3,
    Dht = 4,
}
