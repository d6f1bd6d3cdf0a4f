using WebP2P.Host.Access;
using WebP2P.Host.Api;
using WebP2P.Node;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Cli;

/// <summary>All settings of one node: what goes to the node, what to its control plane.</summary>
/// <param name="OpensBrowser">Whether an interactive desktop gets the login link opened.</param>
public sealed record HostSettings(NodeOptions Node, ControlOptions Control, bool OpensBrowser = false)
{
    /// <summary>Reads section <c>WebP2P</c>: values of the command line stand over the environment, that over <c>appsettings.json</c>.</summary>
    /// <exception cref="FormatException">A number or flag cannot be read; the message names the option.</exception>
    public static HostSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection(HostOption.Section);
        var data = Path.GetFullPath(Text(section, "Data") ?? DefaultData());
        var node = new NodeOptions
        {
            Data = data,
            Downloads = Path.GetFullPath(Text(section, "Downloads") ?? DefaultDownloads()),
            Name = Text(section, "Name") ?? "",
            PeerListen = Text(section, "PeerListen"),
            Announce = Announce(section),
            Network = Text(section, "Network") ?? "public",
            Shares = [.. List(section, "Shares").Select(Path.GetFullPath)],
            IndexServer = Text(section, "IndexServer"),
            IndexLimits = IndexFrom(section),
            Bootstrap = List(section, "Bootstrap"),
            Overlays = Overlays(section),
            FindsLocally = Flag(section, "NoLocal") ? false : null,
            AllowLoopback = Flag(section, "AllowLoopback"),
            RescanMinutes = Number(section, "RescanMinutes", 60, 0, 100_000),
            Watch = !Flag(section, "NoWatch"),
            QuietMs = Number(section, "QuietMs", 2_000, 0, 3_600_000),
            HashLimitMib = Number(section, "HashLimit", 0, 0, 1_000_000),
            UploadSlots = Number(section, "UploadSlots", 0, 1, 100),
            UploadLimitKib = Speed(section, "UploadLimit"),
            DownloadLimitKib = Speed(section, "DownloadLimit"),
            TotalLimitKib = Speed(section, "TotalLimit"),
            DownloadsAtOnce = Number(section, "DownloadsAtOnce", 8, 1, 100),
            DownloadHours = Hours(section),
        };
        return new HostSettings(node, ControlFrom(section, data), !Flag(section, "NoOpen"));
    }

    /// <summary>What one node may do at once after a rest follows from what it may do each second.</summary>
    private static IndexServerOptions IndexFrom(IConfigurationSection section)
    {
        var usual = new IndexServerOptions();
        var changes = Number(section, "IndexChangesPerSecond", usual.ChangesPerSecond, 100, 1_000_000);
        var questions = Number(section, "IndexQuestionsPerSecond", usual.QuestionsPerSecond, 1, 1_000);
        var suggestions = Number(section, "IndexSuggestionsPerSecond", usual.SuggestionsPerSecond, 1, 1_000);
        var rows = Number(section, "IndexRowsPerSecond", usual.RowsPerSecond, 100, 100_000_000);
        return new IndexServerOptions
        {
            NodesMax = Number(section, "IndexNodes", usual.NodesMax, 1, 1_000_000),
            FilesPerNodeMax = Number(section, "IndexFilesPerNode", usual.FilesPerNodeMax, 1, 10_000_000),
            ChangesPerSecond = changes,
            ChangesBurst = Math.Max(RegisterBatch.ChangesMax, 2 * changes),
            QuestionsPerSecond = questions,
            QuestionsBurst = 5 * questions,
            SuggestionsPerSecond = suggestions,
            SuggestionsBurst = 2 * suggestions,
            RowsPerSecond = rows,
            RowsBurst = 5 * rows,
            QuestionsOpenMax = Number(section, "IndexQuestionsOpen", usual.QuestionsOpenMax, 1, 1_000),
            WatchesPerPeerMax = Number(section, "IndexWatchesPerNode", usual.WatchesPerPeerMax, 1, 100_000),
            ForgetAfterHours = Number(section, "IndexForgetHours", usual.ForgetAfterHours, 1, 720),
        };
    }

    private static ControlOptions ControlFrom(IConfigurationSection section, string data) => new()
    {
        Data = data,
        Urls = Text(section, "Urls") ?? "http://localhost:5080",
        AllowedHosts = List(section, "AllowedHosts"),
        TrustedProxies = List(section, "TrustedProxies"),
        PathBase = Text(section, "PathBase") ?? "",
        Https = Flag(section, "Https"),
        Certificate = Text(section, "Certificate"),
        BehindProxy = Flag(section, "BehindProxy"),
        Password = Text(section, "Password"),
    };

    /// <summary><c>$XDG_DATA_HOME/webp2p</c>, else <c>~/.local/share/webp2p</c>; on Windows <c>%LOCALAPPDATA%\WebP2P</c>.</summary>
    internal static string DefaultData()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(folder.Length > 0 ? folder : Path.Combine(Home(), ".local", "share"), OperatingSystem.IsWindows() ? "WebP2P" : "webp2p");
    }

    private static string DefaultDownloads() => Path.Combine(Home(), "Downloads", "WebP2P");

    private static string Home()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0 ? home : Path.GetTempPath();
    }

    private static string? Text(IConfigurationSection section, string key) => section[key] is { Length: > 0 } text ? text : null;

    /// <summary>A JSON array, keys 0, 1, 2..., or one text with commas.</summary>
    private static string[] List(IConfigurationSection section, string key) =>
        Text(section, key) is { } text
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. section.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>()];

    private static string? Announce(IConfigurationSection section) =>
        Text(section, "Announce") is not { } text || PeerAddress.TryParse(text, out _) ? Text(section, "Announce") : throw new FormatException($"{NameOf("Announce")} is HOST:PORT, not '{text}'.");

    private static string[] Overlays(IConfigurationSection section)
    {
        var named = List(section, "Overlays");
        return Array.Find(named, name => !OverlayNames.TryParse(name, out var kind) || kind > OverlayKind.Gnutella) is { } unknown
            ? throw new FormatException($"{NameOf("Overlays")} is napster, gnutella or both; there is no '{unknown}'.")
            : named;
    }

    private static string? Hours(IConfigurationSection section) =>
        DownloadHours.TryParse(Text(section, "DownloadHours"), out _) ? Text(section, "DownloadHours") : throw new FormatException($"{NameOf("DownloadHours")} is HH:MM-HH:MM, not '{Text(section, "DownloadHours")}'.");

    /// <summary>How the owner knows a setting, wherever it was given.</summary>
    private static string NameOf(string key) => $"{HostOption.All.First(row => row.Key == key).Name} ({HostOption.Section}:{key})";

    private static bool Flag(IConfigurationSection section, string key)
    {
        if (Text(section, key) is not { } text) return false;
        return bool.TryParse(text, out var flag) ? flag : throw new FormatException($"{NameOf(key)} is true or false, not '{text}'.");
    }

    private static int Speed(IConfigurationSection section, string key) =>
        Text(section, key) is null or "0" ? 0 : Number(section, key, 0, (int)(ITransferLimits.BytesPerSecondMin >> 10), int.MaxValue);

    private static int Number(IConfigurationSection section, string key, int byDefault, int min, int max)
    {
        if (Text(section, key) is not { } text) return byDefault;
        return int.TryParse(text, out var number) && number >= min && number <= max ? number : throw new FormatException($"{NameOf(key)} is a number from {min} to {max}, not '{text}'.");
    }
}
