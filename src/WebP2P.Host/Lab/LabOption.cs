using System.Globalization;
using System.Text.Json;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>One option of a run: of <c>webp2p lab run</c>, of a run asked for over REST, and of the form, all read by the same rule.</summary>
/// <param name="Value">What the help shows in place of the value.</param>
/// <param name="Rule">What may be given, to stand behind "is".</param>
/// <param name="Read">The options with this one set; null when the text is none of what may be given.</param>
/// <param name="Show">As <paramref name="Read"/> takes it; empty when nothing is set.</param>
/// <param name="Given">The text of a field; null when it was left out.</param>
internal sealed record LabOption(
    string Name,
    string Value,
    string Rule,
    string Description,
    Func<LabOptions, string, LabOptions?> Read,
    Func<LabOptions, string> Show,
    Func<LabChoices, string?> Given)
{
    public const int NodesMax = 1_000_000;

    /// <summary>Name of the field in JSON.</summary>
    public string Key => JsonNamingPolicy.CamelCase.ConvertName(string.Concat(Name[2..].Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..])));

    /// <summary>Every option, in the order of the help.</summary>
    public static IReadOnlyList<LabOption> All { get; } = [.. Questions, .. Faults, .. Lines];

    private static LabOption[] Questions =>
    [
        new("--overlay", "NAME", "gnutella or napster", "Which way to find is measured (gnutella).",
            (o, text) => LabText.Overlay(text) is { } overlay ? o with { Overlay = overlay } : null, o => LabText.Of(o.Overlay), c => c.Overlay),
        new("--topology", "TOPOLOGY", "a file of edges, random:DEGREE, powerlaw:M, smallworld:DEGREE:PERCENT or grown", "Who is linked with whom (random:6).",
            (o, text) => LabText.IsTopology(text) ? o with { Topology = text } : null, o => o.Topology, c => c.Topology),
        new("--nodes", "N", "a number from 2 to 1000000", "How many nodes (1000, or those of the file).",
            (o, text) => LabText.Whole(text, 2, NodesMax) is { } number ? o with { Nodes = (int)number } : null, o => LabText.Of(o.Nodes), c => LabText.Of(c.Nodes, null)),
        new("--origin", "I", "the number of a node, from 0", "Which node asks (another one for every query).",
            (o, text) => LabText.Whole(text, 0, NodesMax - 1) is { } number ? o with { Origin = (int)number } : null, o => LabText.Of(o.Origin), c => LabText.Of(c.Origin, null)),
        new("--ttl", "T", "a number from 1 to 7", "Hops that a query goes at most (4).",
            (o, text) => LabText.Whole(text, 1, 7) is { } number ? o with { Ttl = (int)number } : null, o => LabText.Of(o.Ttl), c => LabText.Of(c.Ttl, null)),
        new("--strategy", "NAME", "flood, ring, walk, dynamic or auto", "How queries travel; auto: as the overlay's own rule chooses (flood).",
            LabText.WithStrategy, o => LabText.Of(o.Strategy), c => c.Strategy),
        new("--replicas", "SHARE", LabText.ShareRule, "Share of the nodes that have what is asked for (0.01).",
            (o, text) => LabText.Share(text) is { } share ? o with { ReplicasPerMillion = share } : null, o => LabText.OfShare(o.ReplicasPerMillion), c => LabText.Of(c.Replicas)),
        new("--free-riders", "SHARE", LabText.ShareRule, "Share of the nodes that share nothing (0).",
            (o, text) => LabText.Share(text) is { } share ? o with { FreeRidersPerMillion = share } : null, o => LabText.OfShare(o.FreeRidersPerMillion), c => LabText.Of(c.FreeRiders)),
        new("--hits", "N", "a number from 1 to 10000", "Unless it floods: hits after which a query ends (1).",
            (o, text) => LabText.Whole(text, 1, 10_000) is { } number ? o with { HitsEnough = (int)number } : null, o => LabText.Of(o.HitsEnough), c => LabText.Of(c.Hits, null)),
        new("--ring-step", "N", "a number from 1 to 6", "By how much the TTL of an expanding ring grows with each ring (1).",
            (o, text) => LabText.Whole(text, 1, 6) is { } number ? o with { RingStep = (int)number } : null, o => LabText.Of(o.RingStep), c => LabText.Of(c.RingStep, null)),
        new("--files", "N", "a number from 1 to 100000", "Different files that are asked for (1).",
            (o, text) => LabText.Whole(text, 1, 100_000) is { } number ? o with { Files = (int)number } : null, o => LabText.Of(o.Files), c => LabText.Of(c.Files, null)),
        new("--zipf", "S", "a number from 0 to 3 with at most 3 decimals", "With several files: exponent of their popularity (1).",
            (o, text) => LabText.Scaled(text, 1000, 3000) is { } scaled ? o with { ZipfPerMille = (int)scaled } : null, o => LabText.Of(o.ZipfPerMille / 1000m), c => LabText.Of(c.Zipf)),
        new("--queries", "Q", "a number from 1 to 1000000", "Queries, one after the other (1).",
            (o, text) => LabText.Whole(text, 1, 1_000_000) is { } number ? o with { Queries = (int)number } : null, o => LabText.Of(o.Queries), c => LabText.Of(c.Queries, null)),
    ];

    private static LabOption[] Faults =>
    [
        new("--loss", "P", LabText.ShareRule, "Share of the messages that are lost (0).",
            (o, text) => LabText.Share(text) is { } share ? o with { LossPerMillion = share } : null, o => LabText.OfShare(o.LossPerMillion), c => LabText.Of(c.Loss)),
        new("--duplicate", "P", LabText.ShareRule, "Share of the messages that arrive twice (0).",
            (o, text) => LabText.Share(text) is { } share ? o with { DuplicatedPerMillion = share } : null, o => LabText.OfShare(o.DuplicatedPerMillion), c => LabText.Of(c.Duplicate)),
        new("--reorder", "P", LabText.ShareRule, "Share of the messages that are overtaken by later ones (0).",
            (o, text) => LabText.Share(text) is { } share ? o with { ReorderedPerMillion = share } : null, o => LabText.OfShare(o.ReorderedPerMillion), c => LabText.Of(c.Reorder)),
        new("--reorder-delay", "MS[..MS]", LabText.MsRule, "How late overtaken messages are (50..500).",
            (o, text) => LabText.Ms(text) is { } ms ? o with { ReorderMinMs = ms.Least, ReorderMaxMs = ms.Most } : null, o => LabText.OfMs(o.ReorderMinMs, o.ReorderMaxMs), c => c.ReorderDelay),
        new("--fail", "P", LabText.ShareRule, "Share of the nodes that are dead without a goodbye (0).",
            (o, text) => LabText.Share(text) is { } share ? o with { FailPerMillion = share } : null, o => LabText.OfShare(o.FailPerMillion), c => LabText.Of(c.Fail)),
        new("--churn", "SESSIONS", "weibull:K:SECONDS, exp:SECONDS or none, with K from 0.2 to 10 and 1 to 2592000 seconds, each with at most 3 decimals", "How long nodes stay before they leave or come back (none).",
            LabText.WithChurn, LabText.OfChurn, c => c.Churn),
        new("--away", "SECONDS", "a number from 0 to 2592000 with at most 3 decimals", "With churn: how long a node is away on average; 0: for ever (10).",
            (o, text) => LabText.Scaled(text, 1000, LabText.MsMax) is { } ms ? o with { AwayMs = ms } : null, o => LabText.Of(o.AwayMs / 1000m), c => LabText.Of(c.Away)),
        new("--crash", "P", LabText.ShareRule, "With churn: share of the nodes that leave without a goodbye (0.5).",
            (o, text) => LabText.Share(text) is { } share ? o with { CrashesPerMillion = share } : null, o => LabText.OfShare(o.CrashesPerMillion), c => LabText.Of(c.Crash)),
        new("--move", "P", LabText.ShareRule, "With churn: share of the nodes that come back at another address (1).",
            (o, text) => LabText.Share(text) is { } share ? o with { MovesPerMillion = share } : null, o => LabText.OfShare(o.MovesPerMillion), c => LabText.Of(c.Move)),
        new("--partitions", "TIMES", LabText.PartitionsRule, "In which seconds from the first query which share of the nodes is cut off, as in 60..120:0.5 (none).",
            (o, text) => LabText.Partitions(text) is { } partitions ? o with { Partitions = partitions } : null, o => LabText.Of(o.Partitions), c => c.Partitions),
        new("--dial-failures", "P", "a number from 0 to 1 with at most 3 decimals", "Share of the dials that fail although the node is there (0).",
            (o, text) => LabText.Scaled(text, 1000, 1000) is { } share ? o with { DialFailuresPerMille = (int)share } : null, o => LabText.Of(o.DialFailuresPerMille / 1000m), c => LabText.Of(c.DialFailures)),
    ];

    private static LabOption[] Lines =>
    [
        new("--delay", "MS[..MS]", LabText.MsRule, "How long a message takes over a link (50).",
            (o, text) => LabText.Ms(text) is { } ms ? o with { DelayMinMs = ms.Least, DelayMaxMs = ms.Most } : null, o => LabText.OfMs(o.DelayMinMs, o.DelayMaxMs), c => c.Delay),
        new("--delay-of", "NAME", "message or link", "Whether each message draws its delay, or each link keeps one (message).",
            LabText.WithDelayOf, LabText.OfDelayOf, c => c.DelayOf),
        new("--jitter", "MS[..MS]", LabText.MsRule, "What comes on top of the delay, for each message anew (0).",
            (o, text) => LabText.Ms(text) is { } ms ? o with { JitterMinMs = ms.Least, JitterMaxMs = ms.Most } : null, o => LabText.OfMs(o.JitterMinMs, o.JitterMaxMs), c => c.Jitter),
        new("--bandwidth", "BYTES", "a number from 1000 to 1000000000000, or 0 for no limit", "Bytes that a link carries a second each way (0).",
            (o, text) => LabText.Bandwidth(text) is { } bytes ? o with { LinkBytesPerSecond = bytes } : null, o => o.LinkBytesPerSecond.ToString(CultureInfo.InvariantCulture), c => c.Bandwidth?.ToString(CultureInfo.InvariantCulture)),
        new("--clock-skew", "SECONDS", "a number from 0 to 604800 with at most 3 decimals", "How far a node's clock is off at most, either way (0).",
            (o, text) => LabText.Scaled(text, 1000, LabBounds.ClockSkewMsMax) is { } ms ? o with { ClockSkewMaxMs = (int)ms } : null, o => LabText.Of(o.ClockSkewMaxMs / 1000m), c => LabText.Of(c.ClockSkew)),
        new("--virtual-seconds", "N", "a number from 1 to 2592000 with at most 3 decimals", "Virtual time after which the run ends (86400).",
            (o, text) => LabText.Scaled(text, 1000, LabText.MsMax) is >= 1000 and { } ms ? o with { VirtualMsMax = ms } : null, o => LabText.Of(o.VirtualMsMax / 1000m), c => LabText.Of(c.VirtualSeconds)),
        new("--seed", "S", "a whole number from 0 to 18446744073709551615", "Start of all dice; the same seed and options give the same digest (1).",
            (o, text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? o with { Seed = seed } : null, o => o.Seed.ToString(CultureInfo.InvariantCulture), c => c.Seed?.ToString(CultureInfo.InvariantCulture)),
    ];
}
