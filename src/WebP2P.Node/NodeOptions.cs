using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node;

/// <summary>What one node is started with; section <c>WebP2P</c> of the configuration. Paths are absolute when the node reads them.</summary>
public sealed record NodeOptions
{
    /// <summary>Data folder: key, databases, lock file. One process owns it.</summary>
    public required string Data { get; init; }

    /// <summary>Where finished downloads go.</summary>
    public required string Downloads { get; init; }

    /// <summary>Shown to others; never the user's or the machine's name unless the owner chose it.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>HOST:PORT</c> of the peer plane; port 0 takes a free one. Null: <c>[::]:6699</c>, or the next free port, which is then kept.</summary>
    public string? PeerListen { get; init; }

    /// <summary><c>HOST:PORT</c> that others should dial, when a container or router maps the port.</summary>
    public string? Announce { get; init; }

    /// <summary><c>NAME[:KEY]</c>; a key of 64 hex digits makes the network private.</summary>
    public string Network { get; init; } = "public";

    /// <summary>Folders to share from the start, in addition to those the owner added.</summary>
    public IReadOnlyList<string> Shares { get; init; } = [];

    /// <summary>Index server to register at, <c>HOST:PORT[/NODEID]</c>. Null: this node is an index server itself and registers there.</summary>
    public string? IndexServer { get; init; }

    /// <summary>What this node takes from others as their index server.</summary>
    public IndexServerOptions IndexLimits { get; init; } = new();

    /// <summary>Peers to link to at start, <c>HOST:PORT[/NODEID]</c>.</summary>
    public IReadOnlyList<string> Bootstrap { get; init; } = [];

    /// <summary>Ways to find that are on; none named: all, or as the owner switched them while the node ran.</summary>
    public IReadOnlyList<string> Overlays { get; init; } = [];

    /// <summary>Whether nodes on the local network are told of this one, and it looks for them; null: when the node listens beyond its own machine.</summary>
    public bool? FindsLocally { get; init; }

    /// <summary>How the node takes part in Gnutella.</summary>
    public GnutellaOptions Gnutella { get; init; } = new() { SearchTimeoutMs = 5_000 };

    /// <summary>Addresses on loopback told by others may be dialled; for tests and the demo.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>Whether changes in shared folders are noticed at once.</summary>
    public bool Watch { get; init; } = true;

    /// <summary>All shares are looked through this often, in minutes, since watching loses changes; 0: never.</summary>
    public int RescanMinutes { get; init; } = 60;

    /// <summary>Most that is read for hashing, in MiB a second; 0: as fast as it goes, or as the owner said while it ran.</summary>
    public int HashLimitMib { get; init; }

    /// <summary>A file that was written more recently is left until it rests, in milliseconds.</summary>
    public int QuietMs { get; init; } = 2_000;

    /// <summary>Changes in a folder are gathered this long before it is looked through, in milliseconds.</summary>
    public int GatherMs { get; init; } = 500;

    /// <summary>Drives that are missing are looked for this often, in milliseconds.</summary>
    public int DriveLookMs { get; init; } = 30_000;

    /// <summary>Uploads at the same time, peers; 1 to 100. 0: 8, or as the owner said while it ran.</summary>
    public int UploadSlots { get; init; }

    /// <summary>Most that goes to peers, in KiB a second, 32 or more; 0: as fast as it goes, or as the owner said while it ran.</summary>
    public int UploadLimitKib { get; init; }

    /// <summary>The same of what comes from peers.</summary>
    public int DownloadLimitKib { get; init; }

    /// <summary>The same of both together.</summary>
    public int TotalLimitKib { get; init; }


    /// <summary>Downloads at the same time; 1 to 100.</summary>
    public int DownloadsAtOnce { get; init; } = 8;

    /// <summary>Hours of the day in which downloads run, local time, <c>HH:MM-HH:MM</c>; null: always.</summary>
    public string? DownloadHours { get; init; }

    /// <summary>Queries that are known to hit, shown before the first search; the demo sets them.</summary>
    public IReadOnlyList<string> ExampleQueries { get; init; } = [];
}
