namespace WebP2P.Node.Links;

/// <summary>Limits and times of links and of the peer plane; the defaults are those of wire version 1.</summary>
public sealed record LinkOptions
{
    /// <summary>Links at once, both directions together; 1 to 10,000.</summary>
    public int LinksMax { get; init; } = 400;

    /// <summary>From the connection to the other side's hello, and to its proof in a private network; 100 to 60,000.</summary>
    public int HelloTimeoutMs { get; init; } = 5_000;

    /// <summary>Largest hello frame.</summary>
    public int HelloBytesMax { get; init; } = 4_096;

    /// <summary>TCP connect and TLS handshake, each.</summary>
    public int ConnectTimeoutMs { get; init; } = 5_000;

    /// <summary>From asking a node to call back to its stream; 1,000 to 60,000.</summary>
    public int CallBackTimeoutMs { get; init; } = 10_000;

    /// <summary>Ping interval between addresses of the same machine or of private ranges.</summary>
    public int PingLanMs { get; init; } = 1_000;

    /// <summary>Ping interval between public addresses.</summary>
    public int PingInternetMs { get; init; } = 20_000;

    /// <summary>Pings without an answer after which the link is dead.</summary>
    public int PingsMissedMax { get; init; } = 3;

    /// <summary>A link that neither side holds lives this much longer.</summary>
    public int UnheldMs { get; init; } = 5_000;

    /// <summary>Bytes waiting to be written on one link; 64 KiB or more.</summary>
    public int QueueBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Frames waiting to be written on one link.</summary>
    public int QueueFramesMax { get; init; } = 4_096;

    /// <summary>New connections a minute from one address whose nodes are unproven.</summary>
    public int ConnectsPerMinuteUnproven { get; init; } = 10;

    /// <summary>New connections a minute from one address that a known node has used.</summary>
    public int ConnectsPerMinuteProven { get; init; } = 60;

    /// <summary>Signature checks a second in all.</summary>
    public int SignatureChecksPerSecond { get; init; } = 2_000;

    /// <summary>Signature checks a second for one link; ten seconds' worth may come at once.</summary>
    public int SignatureChecksPerSecondPerLink { get; init; } = 50;

    /// <summary>Connections kept to one peer for transfers.</summary>
    public int ConnectionsPerPeerMax { get; init; } = 2;
}
