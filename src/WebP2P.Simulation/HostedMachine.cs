using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>A machine with the types of messages that are for it.</summary>
public sealed class HostedMachine(IOverlay overlay, Func<MessageType, bool> reads)
{
    public IOverlay Overlay => overlay;

    public bool Reads(MessageType type) => reads(type);

    /// <summary>The newest wake of each timer; an older one does nothing.</summary>
    internal Dictionary<TimerKey, long> Timers { get; } = [];
}
