using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>What happened in one step; the numbers are part of the digest.</summary>
public enum StepKind { Started = 1, Delivered = 2, Linked = 3, Unlinked = 4, DialFailed = 5, Elapsed = 6, Answered = 7, Requested = 8, Noted = 9, Dropped = 10, Killed = 11, Lost = 12 }

/// <summary>One line of what happened, for those who watch a simulated network.</summary>
/// <param name="Payload">The message, notice, answer, request or reason.</param>
public readonly record struct SimulatedStep(long TimeMs, StepKind Kind, SimulatedNode? From, SimulatedNode To, object? Payload)
{
    /// <summary>Of a message that was delivered.</summary>
    public Header Header { get; init; }
}
