using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays;

/// <summary>A machine that can read what a message will need shortly before it comes. Nothing follows from it but that the message is handled sooner.</summary>
public interface IReadsAhead
{
    /// <summary>Stages, from 0: what a stage reads is found through what the one before it read.</summary>
    const int Stages = 4;

    /// <summary>Gives a number that depends on everything it read.</summary>
    long ReadAhead(int stage, NodeId from, MessageId id);
}
