using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays;

/// <summary>
/// A machine that has brought to the cache what a message will need shortly before it comes (<see cref="CacheLines"/>). Nothing follows from it but
/// that the message is handled sooner.
/// </summary>
public interface IReadsAhead
{
    const int StagesMax = 3;

    /// <summary>1 to <see cref="StagesMax"/>: what a stage has brought is found through what the one before it had.</summary>
    int Stages { get; }

    /// <param name="stage">From 0.</param>
    void ReadAhead(int stage, NodeId from, MessageId id);
}
