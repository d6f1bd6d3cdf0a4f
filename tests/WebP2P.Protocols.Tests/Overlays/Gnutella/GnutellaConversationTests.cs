using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>Golden conversations: read the files in Golden.</summary>
public sealed class GnutellaConversationTests
{
    private static readonly SimulationOptions Even = new() { LinkDelay = DelayTable.Fixed(10), DialDelay = DelayTable.Fixed(30), DialFailureDelay = DelayTable.Fixed(100), AnswerDelay = DelayTable.Fixed(1) };

    private static readonly GnutellaOptions Two = new() { Traces = true, UsesRouteTables = false, NeighboursWanted = 2, NeighboursMax = 2 };

    private readonly Village village = new(Even, Two);
    private readonly GnutellaConversation conversation;
    private SimulatedNode alice = null!;
    private SimulatedNode bob = null!;
    private SimulatedNode carol = null!;

    public GnutellaConversationTests() => conversation = new GnutellaConversation(village.Network);

    [Fact]
    public void Joining()
    {
        Three();
        conversation.Say("Bob knows the address of Alice.");
        village.Hear(bob, alice);
        village.Network.RunFor(1_000);
        conversation.Say("Carol knows it, too, and hears of Bob from Alice.");
        village.Hear(carol, alice);
        village.Network.RunFor(15_000);
        conversation.Say("Dora comes when all three are full: she is told others, and tries them.");
        var dora = village.Add("dora");
        village.Hear(dora, alice);
        village.Network.RunFor(15_000);
        conversation.Check("gnutella-join");
    }

    [Fact]
    public void A_query_and_its_hit()
    {
        InARow();
        conversation.Say("Carol has it, two hops from Alice. Dora, a hop further, gets the last copy.");
        village.Share(carol, "rolling stone.mp3");
        village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(20_000);
        conversation.Check("gnutella-query");
    }

    [Fact]
    public void A_duplicate()
    {
        Three();
        village.Network.Connect(alice, bob);
        village.Network.Connect(alice, carol);
        village.Network.Connect(bob, carol);
        village.Network.RunFor(1_000);
        conversation.Say("Three who all know each other: what Bob and Carol pass on, the other one has already.");
        village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(20_000);
        conversation.Check("gnutella-duplicate");
    }

    [Fact]
    public void The_loss_of_a_neighbour()
    {
        var dora = InARow();
        conversation.Say("Carol dies on the way back of the hits: they are lost with her, and Bob and Dora, who know of each other from her, link.");
        village.Share(dora, "rolling stone.mp3");
        village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(35);
        village.Network.Kill(carol);
        village.Network.RunFor(30_000);
        conversation.Say("The same question again.");
        var again = village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(20_000);
        Assert.Single(Village.HitsOf(alice, again));
        conversation.Check("gnutella-loss");
    }

    private void Three() => (alice, bob, carol) = (village.Add("alice"), village.Add("bob"), village.Add("carol"));

    /// <summary>Alice and Dora at the ends want no second neighbour.</summary>
    private SimulatedNode InARow()
    {
        alice = village.Add("alice", Two with { NeighboursWanted = 1 }, []);
        (bob, carol) = (village.Add("bob"), village.Add("carol"));
        var dora = village.Add("dora", Two with { NeighboursWanted = 1 }, []);
        village.Linked([alice, bob, carol, dora]);
        village.Network.RunFor(12_000);
        return dora;
    }
}
