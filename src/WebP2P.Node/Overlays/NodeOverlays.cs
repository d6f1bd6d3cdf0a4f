using WebP2P.Node.Overlays.Gnutella;

namespace WebP2P.Node.Overlays;

/// <summary>The ways to find that this node has.</summary>
internal sealed record NodeOverlays(NapsterService Napster, GnutellaService Gnutella);
