using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>Golden conversations: read the files in Golden.</summary>
public sealed class GnutellaConversationTests
{
    private static readonly SimulationOptions Even = new() { LinkDelay = DelayTable.Fixed(10), DialDelay = DelayTable.Fixed(30), DialFailureDelay = DelayTable.Fixed(100), AnswerDelay = DelayTable.Fixed(1) };

    private readonly Village village = new(Even, new GnutellaOptions { Traces = true, UsesRouteTables = false, NeighboursWanted = 2, NeighboursMax = 2 });
    private readonly GnutellaConversation conversation;
    private readonly SimulatedNode alice;
    private readonly SimulatedNode bob;
    private readonly SimulatedNode carol;

    public GnutellaConversationTests()
    {
        conversation = new GnutellaConversation(village.Network);
        alice = village.Add("alice");
        bob = village.Add("bob");
        carol = village.Add("carol");
    }

    [Fact]
    public void Joining()
    {
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
        InARow("dora");
        conversation.Say("Carol has it, two hops from Alice. Dora, a hop further, gets the last copy.");
        village.Share(carol, "rolling stone.mp3");
        village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(20_000);
        conversation.Check("gnutella-query");
    }

    [Fact]
    public void A_duplicate()
    {
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
        InARow("dora");
        conversation.Say("Carol dies on the way back of the hits: they are lost with her, and Bob finds Dora instead.");
        village.Share(village.Network.Nodes[3], "rolling stone.mp3");
        village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(25);
        village.Network.Kill(carol);
        village.Network.RunFor(30_000);
        conversation.Say("The same question again.");
        village.Search(alice, "stone", ttl: 3);
        village.Network.RunFor(20_000);
        conversation.Check("gnutella-loss");
    }

    private void InARow(string last)
    {
        village.Linked([alice, bob, carol, village.Add(last)]);
        village.Network.RunFor(12_000);
    }
}
