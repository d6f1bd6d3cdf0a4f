using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Napster;

namespace WebP2P.Simulation.Tests.Napster;

public sealed class NapsterNetworkTests(ITestOutputHelper output)
{
    private const int Nodes = 200;

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5];

    [Fact]
    public void Two_hundred_nodes_register_search_and_find_each_others_files()
    {
        var town = Town.Build(seed: 1, Nodes);
        Assert.True(town.Network.RunUntilSettled(120_000));
        Assert.Equal(new IndexTotals(Nodes, Nodes * 3, Nodes * 2 + 1), town.Napster.StoreOf(town.Index).Totals());
        Assert.Equal(Nodes, NapsterNetwork.ServerOf(town.Index).OnlineNodes);
        foreach (var (client, next) in town.Clients.Zip(town.Clients.Skip(1).Append(town.Clients[0])))
        {
            var hit = Assert.Single(town.Ask(client, $"tune {next.Number}"));
            Assert.Equal([new HitSource(next.Id, true)], hit.Sources);
            var known = client.Notices.OfType<PeersLearned>().SelectMany(learned => learned.Peers).Last(record => record.Signer == next.Id);
            Assert.Equal([next.Address], known.Value.Addresses);
        }
        var common = Assert.Single(town.Ask(town.Clients[0], "common"));
        Assert.Equal((20, Nodes - 1), (common.Sources.Count, common.SourceCount));
        Assert.Empty(town.Network.Metrics.Drops);
        Report(town, 1);
    }

    [Fact]
    public void One_seed_gives_one_digest_and_another_seed_another()
    {
        var digests = new ulong[] { 1, 1, 2 }.Select(seed => Lived(seed).Network.Digest).ToList();
        output.WriteLine(string.Join(' ', digests.Select(digest => $"{digest:x16}")));
        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], digests[2]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void When_the_index_dies_and_returns_everybody_registers_again_and_nothing_is_lost(ulong seed)
    {
        var town = Town.Build(seed, 50);
        Assert.True(town.Network.RunUntilSettled(120_000));
        var totals = town.Napster.StoreOf(town.Index).Totals();
        var batches = town.Network.Metrics.Messages[MessageType.RegisterBatch];
        town.Network.Kill(town.Index);
        town.Network.RunFor(60_000);
        town.Napster.Restart(town.Index, town.Index.Address);
        Assert.True(town.Network.RunUntil(() => NapsterNetwork.ServerOf(town.Index).OnlineNodes == 50, 40_000));
        Assert.True(town.Network.RunUntilSettled(60_000));
        Assert.Equal(totals, town.Napster.StoreOf(town.Index).Totals());
        Assert.Equal(batches, town.Network.Metrics.Messages[MessageType.RegisterBatch]);
        Assert.All(town.Clients, client => Assert.Equal(OverlayState.Connected, client.Notices.OfType<OverlayStateChanged>().Last().State));
        Assert.Single(town.Ask(town.Clients[3], $"tune {town.Clients[7].Number}"));
        Report(town, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_node_that_dies_while_it_registers_disappears_and_its_return_brings_the_rest(ulong seed)
    {
        var town = Town.Build(seed, 3);
        Assert.True(town.Network.RunUntilSettled(60_000));
        var victim = town.Napster.AddClient("victim");
        town.Napster.Share(victim, [.. Enumerable.Range(0, 3_000).Select(number => Town.File($"treasure {number}.ogg", 100_000 + number))]);
        town.Napster.Use(victim, new UseIndexServer(town.Index.Address, null));
        Assert.True(town.Network.RunUntil(() => town.Napster.StoreOf(town.Index).Registered(victim.Id).Files > 1_000, 60_000));
        Assert.NotEmpty(town.Ask(town.Clients[0], "treasure"));
        town.Network.Kill(victim);
        town.Network.RunFor(3_100);
        Assert.InRange(town.Napster.StoreOf(town.Index).Registered(victim.Id).Files, 1_001, 2_999);
        Assert.Empty(town.Ask(town.Clients[0], "treasure"));
        town.Napster.Restart(victim, victim.Address);
        Assert.True(town.Network.RunUntilSettled(60_000));
        Assert.Equal(3_000, town.Napster.StoreOf(town.Index).Registered(victim.Id).Files);
        Assert.NotEmpty(town.Ask(town.Clients[0], "treasure"));
        Report(town, seed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Under_churn_every_answer_is_true_of_who_is_there_afterwards(ulong seed)
    {
        var town = Town.Build(seed, 40, new SimulationOptions { Seed = seed, DialFailuresPerMille = 200 });
        town.Churn(rounds: 150);
        Assert.True(town.Network.RunUntilSettled(240_000));
        var asker = town.Clients.First(client => client.IsUp);
        foreach (var client in town.Clients.Where(client => client != asker))
        {
            var hits = town.Ask(asker, $"tune {client.Number}");
            Assert.Equal(client.IsUp ? 1 : 0, hits.Count);
        }
        Assert.Equal(town.Clients.Count(client => client.IsUp), NapsterNetwork.ServerOf(town.Index).OnlineNodes);
        Assert.All(town.Clients.Where(client => client.IsUp), client => Assert.Equal(town.Napster.LibraryOf(client).Version, town.Napster.StoreOf(town.Index).Registered(client.Id).Version));
        Report(town, seed);
    }

    [Fact]
    public void A_node_that_returns_under_another_address_is_found_there_and_never_at_the_old_one()
    {
        var town = Town.Build(seed: 1, 3);
        Assert.True(town.Network.RunUntilSettled(60_000));
        var (bob, alice) = (town.Clients[1], town.Clients[0]);
        var moved = new PeerAddress("10.9.9.9", 6699);
        town.Network.Kill(bob);
        town.Napster.Restart(bob, moved);
        Assert.True(town.Network.RunUntilSettled(60_000));
        alice.Notices.Clear();
        town.Ask(alice, $"tune {bob.Number}");
        var records = alice.Notices.OfType<PeersLearned>().SelectMany(learned => learned.Peers).Where(record => record.Signer == bob.Id);
        Assert.Equal([moved], Assert.Single(records).Value.Addresses);
    }

    [Fact]
    public void Who_watches_a_content_is_told_of_each_source_as_it_comes_and_comes_back()
    {
        var town = Town.Build(seed: 1, 2);
        Assert.True(town.Network.RunUntilSettled(60_000));
        var (alice, bob) = (town.Clients[0], town.Clients[1]);
        var file = Town.File("rare thing.ogg", 55_555);
        town.Network.Request(alice, new WatchRequest([file.Content]));
        town.Network.RunUntilSettled(60_000);
        Assert.Empty(alice.Notices.OfType<SourcesFound>().SelectMany(found => found.Sources));
        town.Napster.Share(bob, file);
        town.Network.RunUntilSettled(60_000);
        Assert.Equal([bob.Id], alice.Notices.OfType<SourcesFound>().SelectMany(found => found.Sources).Select(source => source.Node));
        town.Network.Kill(bob);
        town.Network.RunFor(10_000);
        town.Napster.Restart(bob, bob.Address);
        town.Network.RunUntilSettled(60_000);
        Assert.Equal(2, alice.Notices.OfType<SourcesFound>().Count(found => found.Sources.Count > 0));
    }

    [Fact]
    public void A_node_with_its_own_index_finds_what_others_registered_there()
    {
        var napster = new NapsterNetwork(new SimulationOptions());
        var home = napster.AddBoth("home");
        var guest = napster.AddClient("guest");
        napster.Share(home, Town.File("from home.txt", 1));
        napster.Share(guest, Town.File("from guest.txt", 2));
        napster.Use(guest, new UseIndexServer(home.Address, null));
        Assert.True(napster.Network.RunUntilSettled(60_000));
        var (one, two) = (napster.Search(home, "from"), napster.Search(guest, "from"));
        Assert.True(napster.Network.RunUntilSettled(60_000));
        Assert.Equal([guest.Id], NapsterNetwork.HitsOf(home, one).SelectMany(hit => hit.Sources).Select(source => source.Node));
        Assert.Equal([home.Id], NapsterNetwork.HitsOf(guest, two).SelectMany(hit => hit.Sources).Select(source => source.Node));
    }

    private static Town Lived(ulong seed)
    {
        var town = Town.Build(seed, Nodes);
        town.Network.RunUntilSettled(120_000);
        foreach (var client in town.Clients) town.Napster.Search(client, "common");
        town.Network.RunUntilSettled(60_000);
        return town;
    }

    private void Report(Town town, ulong seed) =>
        output.WriteLine($"seed {seed}, {town.Network.Nodes.Count} nodes, {town.Network.Metrics.Steps} steps, {town.Network.NowMs} ms, digest {town.Network.Digest:x16}");
}
