using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Napster;

namespace WebP2P.Simulation.Lab;

/// <summary>One index server and clients that register there; the server comes after them in number.</summary>
internal sealed class NapsterWorld(LabOptions options, int nodes, LabFiles files, SimulationOptions simulation) : ILabWorld
{
    private const long SettleMsMax = 3_600_000;

    // All nodes of a run are within one network, which an index on the internet would slow.
    private readonly NapsterNetwork napster = new(simulation, new NapsterOptions(), new IndexServerOptions { NodesMax = LabBounds.IndexedNodesMax });

    public SimulatedNetwork Network => napster.Network;

    public long StragglersMs => 2 * (options.OneWayMsMax + options.LateMsMax);

    public void Build(Func<bool> goOn)
    {
        for (var number = 0; number < nodes && goOn(); number++)
        {
            var client = napster.AddClient($"node {number}");
            napster.Share(client, [.. files.EntriesOf(number)]);
        }
        var index = napster.AddIndex("index");
        for (var number = 0; number < nodes; number++) napster.Use(NodeOf(number), new UseIndexServer(index.Address, null));
        Network.RunUntil(() => !goOn() || Network.Settled(), SettleMsMax);
    }

    public SimulatedNode NodeOf(int number) => Network.Nodes[number];

    public void Ask(SimulatedNode origin, Query query) => napster.Search(origin, query.ToString());

    public void Returned(SimulatedNode node) => napster.Inform(node);

    public LabMessage TypeOf(object message) => message switch
    {
        IndexSearch => LabMessage.Query,
        IndexHits => LabMessage.CountedAnswer,
        _ => LabMessage.Other,
    };
}
