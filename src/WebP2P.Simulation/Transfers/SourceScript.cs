using WebP2P.Protocols.Content;

namespace WebP2P.Simulation.Transfers;

/// <summary>How one source of a simulated download behaves. Times in ms of virtual time.</summary>
/// <param name="RoundTripMs">From a request to its first byte.</param>
public sealed record SourceScript(long BytesPerSecond, int RoundTripMs)
{
    /// <summary>When the download hears of it.</summary>
    public long JoinsAtMs { get; init; }

    public long DiesAtMs { get; init; } = long.MaxValue;

    /// <summary>It dies without a word: nothing breaks, nothing comes any more.</summary>
    public bool DiesSilently { get; init; }

    /// <summary>Of 1,000 pieces it gives, how many are wrong. 0 to 1,000.</summary>
    public int LiesPerMille { get; init; }

    /// <summary>What it has; null: everything.</summary>
    public Bitfield? Pieces { get; init; }

    public bool IsHonest => LiesPerMille == 0;
}
