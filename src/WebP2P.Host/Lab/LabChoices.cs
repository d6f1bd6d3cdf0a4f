namespace WebP2P.Host.Lab;

/// <summary>The options of a run as scripts and forms write them; what is left out has its default. Shares are from 0 to 1, each named as on the command line.</summary>
/// <param name="Overlay"><c>gnutella</c> or <c>napster</c>.</param>
/// <param name="Topology"><c>random:DEGREE</c>, <c>powerlaw:M</c>, <c>smallworld:DEGREE:PERCENT</c> or <c>grown</c>.</param>
/// <param name="Origin">The node that asks, from 0; null: another one for every query.</param>
/// <param name="Strategy"><c>flood</c>, <c>ring</c>, <c>walk</c>, <c>dynamic</c> or <c>auto</c>.</param>
/// <param name="Replicas">Share of the nodes that have what is asked for.</param>
/// <param name="FreeRiders">Share of the nodes that share nothing.</param>
/// <param name="Hits">After which a query ends, other than a flood.</param>
/// <param name="RingStep">By how much the TTL grows with each ring.</param>
/// <param name="Zipf">Exponent of the popularity of files.</param>
/// <param name="Loss">Share of the messages that are lost.</param>
/// <param name="Duplicate">Share of the messages that arrive twice.</param>
/// <param name="Reorder">Share of the messages that are overtaken.</param>
/// <param name="Fail">Share of the nodes that are dead.</param>
/// <param name="Churn"><c>weibull:K:SECONDS</c>, <c>exp:SECONDS</c> or <c>none</c>.</param>
/// <param name="Delay"><c>MS</c> or <c>MS..MS</c>.</param>
/// <param name="VirtualSeconds">Virtual time after which the run ends.</param>
public sealed record LabChoices(
    string? Overlay = null,
    string? Topology = null,
    int? Nodes = null,
    int? Origin = null,
    int? Ttl = null,
    string? Strategy = null,
    decimal? Replicas = null,
    decimal? FreeRiders = null,
    int? Hits = null,
    int? RingStep = null,
    int? Files = null,
    decimal? Zipf = null,
    int? Queries = null,
    decimal? Loss = null,
    decimal? Duplicate = null,
    decimal? Reorder = null,
    decimal? Fail = null,
    string? Churn = null,
    string? Delay = null,
    decimal? VirtualSeconds = null,
    ulong? Seed = null);
