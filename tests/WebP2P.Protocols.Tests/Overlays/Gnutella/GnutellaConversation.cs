using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>Writes down what neighbours say to each other, with names instead of ids, and compares it with a file.</summary>
internal sealed class GnutellaConversation
{
    private readonly SimulatedNetwork network;
    private readonly GoldenText text;

    public GnutellaConversation(SimulatedNetwork network)
    {
        this.network = network;
        text = new GoldenText(network, Line);
    }

    public void Say(string line) => text.Say(line);

    public void Check(string name) => text.Check(name);

    private string? Line(SimulatedStep step) => step.Kind switch
    {
        StepKind.Delivered => $"{step.From} -> {step.To}  {Text((Message)step.Payload!)}{Ways(step)}",
        StepKind.Noted => $"{step.To} notes  {Text((Notice)step.Payload!)}",
        _ => null,
    };

    private static string Ways(SimulatedStep step) => step.Payload is GnutellaQuery or GnutellaHits ? $", TTL {step.Header.Ttl}, hops {step.Header.Hops}" : "";

    private string Text(Message message) => message switch
    {
        GnutellaPing ping => $"Ping for {ping.PeersMax} peers",
        GnutellaPong pong => $"Pong with {pong.Neighbours} of {pong.NeighboursMax} neighbours, {pong.Files} files; neighbours {Names(pong.Peers.Take(pong.NeighboursListed))}, others {Names(pong.Peers.Skip(pong.NeighboursListed))}",
        GnutellaQuery query => $"Query {query.Query}",
        GnutellaHits => "Hits, sealed",
        RouteTableReset reset => $"RouteTableReset 2^{reset.Bits}",
        RouteTablePatch patch => $"RouteTablePatch {patch.Number}, {patch.Runs.Count} runs",
        _ => message.GetType().Name,
    };

    private string Text(Notice notice) => notice switch
    {
        OverlayStateChanged changed => $"{changed.State}: {changed.Reason}",
        WayChosen chosen => $"way {chosen.Way} with TTL {chosen.Ttl}",
        QueryStep step => $"query {step.Kind}{(step.From is { } from ? $" from {Text(from)}" : "")}{(step.To is { } to ? $" to {Text(to)}" : "")}, TTL {step.Ttl}, hops {step.Hops}",
        HitsFound found => $"hits {string.Join("; ", found.Hits.Select(hit => $"\"{hit.Names[0]}\" at {Text(hit.Sources[0].Node)}"))}, {found.Hops} hops away, after {found.ElapsedMs} ms",
        SearchCost cost => $"cost {cost.Messages} messages, {cost.Neighbours} neighbours asked",
        SearchAwaitsLate => "only late answers can come",
        SearchFinished finished => $"search finished{(finished.Complete ? ", complete" : "")}{(finished.Problem is null ? "" : $": {finished.Problem}")} after {finished.ElapsedMs} ms",
        PeersLearned learned => $"learned {Names(learned.Peers)}",
        HostsChanged hosts => $"hosts {string.Join(", ", hosts.Changed.Select(Text))}{(hosts.Forgotten.Count == 0 ? "" : $"; forgets {string.Join(", ", hosts.Forgotten)}")}",
        _ => notice.GetType().Name,
    };

    private string Text(KnownHost host) => $"{host.Address} ({(host.Node is { } node ? Text(node) : "unknown")}, {host.Origin}, met {host.Successes}, failed {host.Failures})";

    private string Text(NodeId node) => network.Find(node)?.Name ?? node.ShortText;

    private static string Names(IEnumerable<Signed<PeerRecord>> records) => string.Join(" ", records.Select(record => record.Value.Name)) is { Length: > 0 } names ? names : "none";
}
