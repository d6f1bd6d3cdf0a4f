using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>A machine with the types of messages that are for it.</summary>
public sealed class HostedMachine(IOverlay overlay, Func<MessageType, bool> reads)
{
    /// <summary>The newest wake of each timer; an older one does nothing.</summary>
    internal TimerTable Timers;

    public IOverlay Overlay => overlay;

    /// <summary>Its place among the machines of its node.</summary>
    internal int Index { get; set; }

    public Func<MessageType, bool> Reads => reads;
}
