namespace WebP2P.Host.Cli;

internal enum OptionShape { Text, List, Flag, Number }

/// <summary>One setting of the program: command line option, key in section <c>WebP2P</c> of <c>appsettings.json</c>, environment variable <c>WEBP2P__KEY</c>.</summary>
/// <param name="Value">What the help shows in place of the value; empty for a flag.</param>
internal sealed record HostOption(string Name, string Key, OptionShape Shape, string Value, string Description)
{
    public const string Section = "WebP2P";

    /// <summary>The key with its section, as configuration names it.</summary>
    public string Path => $"{Section}:{Key}";

    /// <summary>Whether one value may name several, separated by commas, also where it is typed.</summary>
    public bool SplitsAtCommas => Value == "LIST";

    /// <summary>Every setting of <c>webp2p serve</c>.</summary>
    public static IReadOnlyList<HostOption> All { get; } =
    [
        new("--urls", "Urls", OptionShape.Text, "URL", "Where the dashboard and the API listen (http://localhost:5080)."),
        new("--data", "Data", OptionShape.Text, "DIR", "Data folder: key, databases. One process owns it."),
        new("--downloads", "Downloads", OptionShape.Text, "DIR", "Where finished downloads go (~/Downloads/WebP2P)."),
        new("--name", "Name", OptionShape.Text, "NAME", "How others see this node."),
        new("--peer-listen", "PeerListen", OptionShape.Text, "HOST:PORT", "Where other nodes connect ([::]:6699, or the next free port)."),
        new("--announce", "Announce", OptionShape.Text, "HOST:PORT", "The address others should dial, when a container or router maps the port."),
        new("--network", "Network", OptionShape.Text, "NAME[:KEY]", "Which network to be in (public); a key of 64 hex digits makes it private."),
        new("--share", "Shares", OptionShape.List, "DIR", "A folder to share; may be given again."),
        new("--index-server", "IndexServer", OptionShape.Text, "HOST:PORT[/NODEID]", "Register and search there instead of at the own index."),
        new("--index-nodes", "IndexNodes", OptionShape.Number, "N", "As index server: nodes online at once (10000)."),
        new("--index-files-per-node", "IndexFilesPerNode", OptionShape.Number, "N", "As index server: files that one node may register (200000)."),
        new("--index-changes-per-second", "IndexChangesPerSecond", OptionShape.Number, "N", "As index server: files that one node may add and remove each second, twice as many after a rest; faster ones wait (10000)."),
        new("--index-questions-per-second", "IndexQuestionsPerSecond", OptionShape.Number, "N", "As index server: questions of one node each second, five times as many after a rest (10)."),
        new("--index-suggestions-per-second", "IndexSuggestionsPerSecond", OptionShape.Number, "N", "As index server: beginnings of words of one node each second, twice as many after a rest (20)."),
        new("--index-rows-per-second", "IndexRowsPerSecond", OptionShape.Number, "N", "As index server: rows looked at for one node each second, five times as many after a rest (100000)."),
        new("--index-questions-open", "IndexQuestionsOpen", OptionShape.Number, "N", "As index server: questions of one node that wait for their answers at once (16)."),
        new("--index-watches-per-node", "IndexWatchesPerNode", OptionShape.Number, "N", "As index server: contents that one node may wait for (10000)."),
        new("--index-forget-hours", "IndexForgetHours", OptionShape.Number, "N", "As index server: files of a node that left are kept this long, so that its return is cheap (24)."),
        new("--bootstrap", "Bootstrap", OptionShape.List, "HOST:PORT[/NODEID]", "A peer to link to at start; may be given again."),
        new("--overlays", "Overlays", OptionShape.List, "LIST", "Ways to find that are on: napster, gnutella (all, or as they were switched while it ran)."),
        new("--no-local", "NoLocal", OptionShape.Flag, "", "Do not announce this node on the local network, nor look for others there."),
        new("--upload-slots", "UploadSlots", OptionShape.Number, "N", "Peers served at the same time, 1 to 100 (8, or what was set while it ran)."),
        new("--upload-limit", "UploadLimit", OptionShape.Number, "KIB", "Most that goes to peers, KiB a second, from 32; 0: no limit, or what was set while it ran (0)."),
        new("--download-limit", "DownloadLimit", OptionShape.Number, "KIB", "Most that comes from peers, as above (0)."),
        new("--total-limit", "TotalLimit", OptionShape.Number, "KIB", "Most of both together, as above (0)."),
        new("--downloads-at-once", "DownloadsAtOnce", OptionShape.Number, "N", "Downloads that run at the same time, 1 to 100; the others wait for their turn (8)."),
        new("--download-hours", "DownloadHours", OptionShape.Text, "HH:MM-HH:MM", "Hours of the day in which downloads run, local time; outside of them the schedule pauses them."),
        new("--rescan-minutes", "RescanMinutes", OptionShape.Number, "N", "Shared folders are looked through this often, beside being watched; 0: never (60)."),
        new("--no-watch", "NoWatch", OptionShape.Flag, "", "Do not watch shared folders: changes are found when they are looked through."),
        new("--quiet-ms", "QuietMs", OptionShape.Number, "N", "A file is read when it was not written for so many milliseconds (2000)."),
        new("--hash-limit", "HashLimit", OptionShape.Number, "MIB", "Most that is read for hashing, MiB a second; 0: no limit, or what was set while it ran (0)."),
        new("--allow-loopback", "AllowLoopback", OptionShape.Flag, "", "Addresses on loopback told by others may be dialled: several nodes on one machine."),
        new("--allowed-hosts", "AllowedHosts", OptionShape.List, "LIST", "Names under which a browser may ask, besides those of this computer."),
        new("--trusted-proxies", "TrustedProxies", OptionShape.List, "LIST", "Addresses of reverse proxies whose forwarded headers are believed."),
        new("--path-base", "PathBase", OptionShape.Text, "PATH", "First part of every path behind a reverse proxy, e.g. /node."),
        new("--https", "Https", OptionShape.Flag, "", "TLS on the control plane with a certificate that the node signs itself."),
        new("--cert", "Certificate", OptionShape.Text, "FILE", "TLS on the control plane with this PKCS#12 or PEM file."),
        new("--behind-proxy", "BehindProxy", OptionShape.Flag, "", "A container or reverse proxy in front decides who reaches the control plane."),
        new("--no-open", "NoOpen", OptionShape.Flag, "", "Do not open a browser."),
    ];
}
