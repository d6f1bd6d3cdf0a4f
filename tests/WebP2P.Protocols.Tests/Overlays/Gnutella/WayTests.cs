using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class WayTests
{
    private const long WholeMs = 200_000;

    /// <summary>Nobody looks for further neighbours.</summary>
    private static readonly GnutellaOptions Still = new() { DialsHosts = false };

    [Fact]
    public void The_last_hop_goes_only_to_neighbours_whose_table_has_all_words()
    {
        var village = new Village(new SimulationOptions(), Still);
        var (asker, hub) = (village.Add("asker"), village.Add("hub"));
        var (both, one, none) = (village.Add("both", "red car.mp3"), village.Add("one", "red boat.mp3"), village.Add("none"));
        Star(village, hub, asker, both, one, none);
        Queries(village, asker, "red car");
        Assert.Equal((1, 0, 0), (Came(both), Came(one), Came(none)));
    }

    [Fact]
    public void Beginnings_of_words_cannot_be_checked_and_pass()
    {
        var village = new Village(new SimulationOptions(), Still);
        var (asker, hub, one, none) = (village.Add("asker"), village.Add("hub"), village.Add("one", "red boat.mp3"), village.Add("none"));
        Star(village, hub, asker, one, none);
        var search = Queries(village, asker, "boa*");
        Assert.Equal((1, 1), (Came(one), Came(none)));
        Assert.Single(Village.HitsOf(asker, search));
    }

    [Fact]
    public void Hops_before_the_last_are_not_checked()
    {
        var village = new Village(new SimulationOptions(), Still);
        var line = village.Linked([village.Add("asker"), village.Add("first"), village.Add("second"), village.Add("third", "red car.mp3")]);
        village.Network.RunFor(20_000);
        var search = village.Search(line[0], "red car", ttl: 3);
        village.Network.RunFor(20_000);
        Assert.Equal(3, Village.HitsOf(line[0], search).Single().Hops);
    }

    [Fact]
    public void A_file_that_is_shared_later_is_in_the_tables_later()
    {
        var village = new Village(new SimulationOptions(), Still);
        var (asker, hub, holder) = (village.Add("asker"), village.Add("hub"), village.Add("holder", "red boat.mp3"));
        Star(village, hub, asker, holder);
        Queries(village, asker, "red car");
        Assert.Equal(0, Came(holder));
        village.Share(holder, "red car.mp3");
        village.Network.RunFor(20_000);
        Assert.Single(Village.HitsOf(asker, Queries(village, asker, "red car")));
    }

    [Fact]
    public void Without_tables_every_neighbour_is_asked()
    {
        var village = new Village(new SimulationOptions(), Still with { UsesRouteTables = false });
        var (asker, hub, none) = (village.Add("asker"), village.Add("hub"), village.Add("none"));
        Star(village, hub, asker, none);
        Queries(village, asker, "red car");
        Assert.Equal(1, Came(none));
        Assert.Equal(-1, Village.MachineOf(hub).Figures(0).Neighbours[0].TableFillPerMille);
    }

    [Fact]
    public void Walkers_find_what_is_far_beyond_the_reach_of_a_flood()
    {
        var village = new Village(new SimulationOptions(), Still);
        var nodes = village.Linked([.. Enumerable.Range(0, 39).Select(number => village.Add($"n{number}")), village.Add("holder", "red car.mp3")]);
        village.Network.RunFor(20_000);
        var search = village.Search(nodes[0], "red car", SearchWay.Walk);
        village.Network.RunFor(WholeMs);
        Assert.Equal(39, Assert.Single(Village.HitsOf(nodes[0], search)).Hops);
        Assert.Null(Village.EndOf(nodes[0], search).Problem);
    }

    [Fact]
    public void A_node_sends_walkers_of_one_id_to_different_neighbours()
    {
        var village = new Village(new SimulationOptions(), Still);
        var (asker, hub) = (village.Add("asker"), village.Add("hub"));
        var ends = Enumerable.Range(0, 8).Select(number => village.Add($"end{number}")).ToArray();
        Star(village, hub, [asker, .. ends]);
        village.Search(asker, "red car", SearchWay.Walk, ttl: 2);
        village.Network.RunFor(WholeMs);
        // Sixteen walkers over eight neighbours: the first eight each go to another one, the others as they are drawn.
        Assert.All(ends, end => Assert.InRange(Came(end), 1, 8));
        Assert.Equal(16, ends.Sum(Came));
    }

    [Fact]
    public void A_walker_goes_first_to_a_neighbour_that_says_it_has_the_words()
    {
        var village = new Village(new SimulationOptions(), Still with { Walkers = 1 });
        var (asker, hub) = (village.Add("asker"), village.Add("hub"));
        var ends = Enumerable.Range(0, 12).Select(number => village.Add($"end{number}")).ToArray();
        var holder = village.Add("holder", "red car.mp3");
        Star(village, hub, [asker, .. ends, holder]);
        village.Search(asker, "red car", SearchWay.Walk, ttl: 2);
        village.Network.RunFor(WholeMs);
        Assert.Equal(1, Came(holder));
    }

    [Fact]
    public void A_walker_that_comes_to_an_end_turns_back_and_is_answered_once()
    {
        var village = new Village(new SimulationOptions(), Still);
        var nodes = village.Linked([village.Add("asker"), village.Add("holder", "red car.mp3")]);
        village.Network.RunFor(20_000);
        var search = village.Search(nodes[0], "red car", SearchWay.Walk);
        village.Network.RunFor(WholeMs);
        Assert.Single(Village.HitsOf(nodes[0], search));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(128, 1)]
    [InlineData(1, 128)]
    [InlineData(255, 0)]
    [InlineData(1, 255)]
    public void A_walker_beyond_its_steps_is_counted(byte ttl, byte hops)
    {
        Assert.Equal([DropReason.TtlExceeded], Drops(new Header(new MessageId(7), ttl, hops), new GnutellaWalk("red car", 10)));
    }

    [Fact]
    public void What_a_stranger_says_of_its_table_is_counted_when_it_is_wrong()
    {
        Assert.Equal([DropReason.Unexpected], Drops(default, new RouteTablePatch(1, [0, 1])));
        Assert.Equal([DropReason.TooLarge], Drops(default, new RouteTableReset(31)));
        Assert.Equal([DropReason.LimitReached], Drops(default, new RouteTableReset(10), new RouteTablePatch(1, [0, 1_024])));
        Assert.Equal([DropReason.TooLarge], Drops(new Header(default, 5), new GnutellaWalk(new string('a', 10_000), 10)));
    }

    [Fact]
    public void Dynamic_querying_probes_three_neighbours_and_stops_at_enough_hits()
    {
        var village = new Village(new SimulationOptions(), Still with { HitsEnough = 3 });
        var asker = village.Add("asker");
        var ends = Enumerable.Range(0, 6).Select(number => village.Add($"end{number}", "red car.mp3")).ToArray();
        Star(village, asker, ends);
        var search = Ask(village, asker, SearchWay.Dynamic);
        Assert.Equal(3, Village.HitsOf(asker, search).Count);
        Assert.Equal(3, ends.Sum(Came));
    }

    [Fact]
    public void Dynamic_querying_asks_all_neighbours_while_nothing_is_found()
    {
        var village = new Village(new SimulationOptions(), Still);
        var asker = village.Add("asker");
        var ends = Enumerable.Range(0, 6).Select(number => village.Add($"end{number}", "red boat.mp3")).ToArray();
        Star(village, asker, ends);
        Ask(village, asker, SearchWay.Dynamic);
        Assert.Equal(6, ends.Sum(Came));
        Assert.All(ends, end => Assert.Equal(1, Came(end)));
    }

    [Fact]
    public void The_rule_chooses_when_the_owner_does_not_and_says_why()
    {
        var village = new Village(new SimulationOptions(), Still);
        var nodes = village.Line(3);
        village.Network.RunFor(20_000);
        village.Search(nodes[0], "red car", way: null);
        village.Network.RunFor(20_000);
        var chosen = nodes[0].Notices.OfType<WayChosen>().Single();
        Assert.Equal(SearchWay.Flood, chosen.Way);
        Assert.StartsWith("1 neighbour with 2 links, it is not known yet how many have it, own queries cost 0 messages in the last minute:", chosen.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_search_knows_how_popular_the_first_found_it_and_what_it_cost()
    {
        var village = new Village(new SimulationOptions(), Still);
        var nodes = village.Linked([village.Add("asker"), village.Add("holder", "red car.mp3")]);
        village.Network.RunFor(20_000);
        for (var time = 0; time < 2; time++)
        {
            village.Search(nodes[0], "red car", way: null);
            village.Network.RunFor(20_000);
        }
        Assert.Contains("100 % of the nodes had it last time, own queries cost 1 messages", nodes[0].Notices.OfType<WayChosen>().Last().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_found_little_is_offered_a_wider_one_that_finds_it()
    {
        var village = new Village(new SimulationOptions(), Still);
        var nodes = village.Linked([village.Add("asker"), village.Add("second"), village.Add("third"), village.Add("holder", "red car.mp3")]);
        village.Network.RunFor(20_000);
        village.Search(nodes[0], "red car", ttl: 2);
        village.Network.RunFor(20_000);
        var offer = nodes[0].Notices.OfType<WideningOffered>().Single();
        Assert.Equal((SearchWay.Flood, 3), (offer.Way, offer.Ttl));
        Assert.InRange(offer.ChancePerMille, 1, 999);
        var wider = village.Search(nodes[0], "red car", offer.Way, offer.Ttl);
        village.Network.RunFor(20_000);
        Assert.Single(Village.HitsOf(nodes[0], wider));
    }

    private static void Star(Village village, SimulatedNode centre, params SimulatedNode[] ends)
    {
        foreach (var end in ends) village.Network.Connect(centre, end);
        village.Network.RunFor(20_000);
    }

    private static Guid Queries(Village village, SimulatedNode asker, string text)
    {
        var search = village.Search(asker, text, ttl: 2);
        village.Network.RunFor(20_000);
        return search;
    }

    private static Guid Ask(Village village, SimulatedNode asker, SearchWay way)
    {
        var search = village.Search(asker, "red car", way);
        village.Network.RunFor(WholeMs);
        return search;
    }

    /// <summary>What a machine counts when its one neighbour sends these.</summary>
    private static IReadOnlyList<DropReason> Drops(Header header, params IReadOnlyList<Message> messages)
    {
        var (self, peer) = (new NodeId(new Bytes32([.. Enumerable.Repeat((byte)1, 32)])), new NodeId(new Bytes32([.. Enumerable.Repeat((byte)2, 32)])));
        var machine = new GnutellaMachine(self, new GnutellaOptions(), new HeldFiles());
        var turn = new Turn(new SeededDice(1));
        turn.Begin(1, 1);
        machine.Start(turn);
        machine.Linked(peer, new Hello(1, 1, default, ["gnutella/1"], "", "", [], null, Reachability.Unknown, 0, default), turn);
        turn.Begin(2, 2);
        foreach (var message in messages) machine.Receive(peer, header, message, turn);
        return [.. turn.Actions.Where(action => action.Kind == TurnActionKind.Drop).Select(action => (DropReason)action.Value)];
    }

    /// <summary>Queries and walkers that came to the node.</summary>
    private static int Came(SimulatedNode node) => (int)Village.MachineOf(node).Figures(0).Neighbours.Sum(neighbour => neighbour.QueriesIn);
}
