namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>How a way of finding stands with its network.</summary>
public enum OverlayState { Off, Connecting, Connected, Failed }
