using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation.Tests.Core;

public sealed class SimulatedIdsTests
{
    private const int Nodes = 100_000;

    [Fact]
    public void Each_number_has_an_id_of_its_own_from_which_it_is_worked_out()
    {
        HashSet<NodeId> ids = [];
        for (var number = 0; number < Nodes; number++)
        {
            var id = SimulatedIds.IdOf(number);
            Assert.True(ids.Add(id));
            Assert.Equal(number, SimulatedIds.NumberOf(id));
        }
        Assert.Equal(int.MaxValue, SimulatedIds.NumberOf(SimulatedIds.IdOf(int.MaxValue)));
    }

    [Fact]
    public void Each_bit_of_an_id_is_set_in_half_of_them()
    {
        var set = new int[8 * Bytes32.Length];
        for (var number = 0; number < Nodes; number++)
        {
            var bytes = SimulatedIds.IdOf(number).Value.ToArray();
            for (var bit = 0; bit < set.Length; bit++) set[bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
        }
        Assert.All(set, count => Assert.InRange(count, Nodes * 0.49, Nodes * 0.51));
    }

    [Fact]
    public void An_id_of_which_one_bit_is_another_belongs_to_nobody()
    {
        var network = new SimulatedNetwork(new SimulationOptions());
        var node = network.Add("one", _ => []);
        Assert.Same(node, network.Find(node.Id));
        for (var bit = 0; bit < 8 * Bytes32.Length; bit++)
        {
            var bytes = node.Id.Value.ToArray();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(network.Find(new NodeId(new Bytes32(bytes))));
        }
    }
}
