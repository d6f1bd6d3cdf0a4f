using System.Globalization;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using WebP2P.Simulation.Lab;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Host.Lab;

/// <summary>Values of options as text and back; what is read and shown again is the same text, and what is shown is read as the same value.</summary>
internal static class LabText
{
    public const string ShareRule = "a number from 0 to 1 with at most 6 decimals";

    public const string MsRule = "milliseconds from 0 to 60000, or the shortest and the longest as MS..MS";
    public const string PartitionsRule = "none, or up to 32 of FROM..UNTIL:SHARE with commas between: from 0 to 2592000 seconds, and a share from 0 to 1";

    private const string OfMessage = "message";
    private const string OfLink = "link";
    private const string Auto = "auto";
    private const string None = "none";
    private const string Weibull = "weibull";
    private const string Exponential = "exp";
    private const int Million = 1_000_000;
    private const int TopologyLengthMax = 4096;
    private const int ExponentialPerMille = 1000;
    private const int ShapePerMilleMin = 200;
    private const int ShapePerMilleMax = 10_000;

    /// <summary>Thirty days.</summary>
    public const long MsMax = 30L * 86_400_000;

    private const NumberStyles Decimals = NumberStyles.AllowDecimalPoint;

    public static OverlayKind? Overlay(string text) => text switch
    {
        "gnutella" => OverlayKind.Gnutella,
        "napster" => OverlayKind.Napster,
        _ => null,
    };

    public static LabOptions? WithStrategy(LabOptions options, string text)
    {
        if (text == Auto) return options with { Strategy = null };
        return Enum.GetValues<SearchWay>().Where(way => Of(way) == text).Select(way => options with { Strategy = way }).FirstOrDefault();
    }

    public static bool IsTopology(string text) => text.Length is > 0 and <= TopologyLengthMax && !text.Any(char.IsControl);

    /// <summary>Whether it names a file of edges on this machine.</summary>
    public static bool IsFile(string topology) => TopologyChoice.TryParse(topology, out var choice, out _) && choice!.Kind == TopologyKind.File;

    public static long? Whole(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    /// <summary>A share as so many of a million.</summary>
    public static int? Share(string text) => (int?)Scaled(text, Million, Million);

    /// <summary>A decimal number times <paramref name="scale"/>; null when that is not whole, negative or beyond <paramref name="most"/>.</summary>
    public static long? Scaled(string text, int scale, long most) =>
        decimal.TryParse(text, Decimals, CultureInfo.InvariantCulture, out var number) && number <= most && number * scale is var scaled && scaled <= most && scaled == decimal.Truncate(scaled)
            ? (long)scaled
            : null;

    public static LabOptions? WithChurn(LabOptions options, string text) => text.Split(':') switch
    {
        [None] => options with { ChurnShapePerMille = 0, ChurnScaleMs = 0 },
        [Exponential, var seconds] when Scaled(seconds, 1000, MsMax) is >= 1000 and { } scale => options with { ChurnShapePerMille = ExponentialPerMille, ChurnScaleMs = scale },
        [Weibull, var k, var seconds] when Scaled(k, 1000, ShapePerMilleMax) is >= ShapePerMilleMin and { } shape && Scaled(seconds, 1000, MsMax) is >= 1000 and { } scale =>
            options with { ChurnShapePerMille = (int)shape, ChurnScaleMs = scale },
        _ => null,
    };

    public static (int Least, int Most)? Ms(string text)
    {
        var parts = text.Split("..");
        return parts.Length <= 2 && Whole(parts[0], 0, LabBounds.DelayMsMax) is { } least && Whole(parts[^1], least, LabBounds.DelayMsMax) is { } most ? ((int)least, (int)most) : null;
    }

    public static LabOptions? WithDelayOf(LabOptions options, string text) => text switch
    {
        OfMessage => options with { DelayIsOfLink = false },
        OfLink => options with { DelayIsOfLink = true },
        _ => null,
    };

    public static long? Bandwidth(string text) =>
        Whole(text, 0, LabBounds.LinkBytesPerSecondMax) is { } bytes and (0 or >= LabBounds.LinkBytesPerSecondMin) ? bytes : null;

    public static LabPartitions? Partitions(string text)
    {
        if (text == None) return LabPartitions.None;
        var partitions = text.Split(',', LabBounds.PartitionsMax + 1).Select(Partition).ToList();
        return partitions.Count > LabBounds.PartitionsMax || partitions.Contains(null) ? null : new LabPartitions([.. partitions.Select(partition => partition!)]);
    }

    public static string OfChurn(LabOptions options) => options switch
    {
        { ChurnShapePerMille: 0 } => None,
        { ChurnShapePerMille: ExponentialPerMille } => $"{Exponential}:{Of(options.ChurnScaleMs / 1000m)}",
        _ => $"{Weibull}:{Of(options.ChurnShapePerMille / 1000m)}:{Of(options.ChurnScaleMs / 1000m)}",
    };

    public static string OfMs(int leastMs, int mostMs) => leastMs == mostMs ? Of(leastMs) : $"{Of(leastMs)}..{Of(mostMs)}";

    public static string OfDelayOf(LabOptions options) => options.DelayIsOfLink ? OfLink : OfMessage;

    public static string Of(LabPartitions partitions) => partitions.All.Count == 0
        ? None
        : string.Join(',', partitions.All.Select(partition => $"{Of(partition.FromMs / 1000m)}..{Of(partition.UntilMs / 1000m)}:{OfShare(partition.SharePerMillion)}"));

    public static string Of(OverlayKind overlay) => overlay.ToString().ToLowerInvariant();

    public static string Of(SearchWay? way) => way?.ToString().ToLowerInvariant() ?? Auto;

    public static string OfShare(int perMillion) => Of(perMillion / (decimal)Million);

    public static string Of(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    public static string? Of(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <param name="missing">What stands for nothing.</param>
    public static string Of(int? number, string? missing = "") => number?.ToString(CultureInfo.InvariantCulture) ?? missing!;

    private static SimulatedPartition? Partition(string text)
    {
        if (text.Split(':') is not [var times, var share] || times.Split("..") is not [var from, var until]) return null;
        return Scaled(from, 1000, MsMax) is { } fromMs && Scaled(until, 1000, MsMax) is { } untilMs && untilMs > fromMs && Share(share) is { } perMillion
            ? new SimulatedPartition(fromMs, untilMs, perMillion)
            : null;
    }
}
