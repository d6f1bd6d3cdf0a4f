using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Overlays;

/// <summary>What a driver loop needs to know of its machine.</summary>
/// <param name="Capability">What the hello says; null when the machine offers others nothing.</param>
/// <param name="Reads">Which messages are for this machine.</param>
/// <param name="Noted">Called from the loop for every notice: it only stores or enqueues.</param>
internal sealed record OverlaySetup(string Name, string? Capability, IOverlay Machine, Func<MessageType, bool> Reads, Action<Notice> Noted);
