namespace WebP2P.Node.Transfers;

/// <summary>What one source of a download gives.</summary>
internal sealed class SourceFigures
{
    /// <summary>Everything that arrived, right or not.</summary>
    public SpeedMeter Speed { get; } = new();

    /// <summary>Pieces of it that count.</summary>
    public long BytesGiven { get; set; }
}
