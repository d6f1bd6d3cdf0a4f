namespace WebP2P.Host.Components.Layout;

/// <summary>What the frame around every page shows: whether the node is in a network, and how many bytes move.</summary>
public sealed record ShellFigures
{
    /// <summary>One short sentence: connected to whom, or why not.</summary>
    public string Status { get; init; } = "Starting";

    /// <summary>Green only when the network just worked.</summary>
    public bool IsConnected { get; init; }

    public double DownBytesPerSecond { get; init; }

    public double UpBytesPerSecond { get; init; }

    /// <summary>Bytes per second received, oldest first, one a second.</summary>
    public IReadOnlyList<double> DownSamples { get; init; } = [];

    public int Downloads { get; init; }

    public int Uploads { get; init; }

    public long SharedFiles { get; init; }
}
