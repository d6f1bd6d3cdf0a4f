using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Simulation.Tests.Napster;

/// <summary>Nodes whose index does not know what changed, and indexes that do not know what they had.</summary>
public sealed class RepairTests(ITestOutputHelper output)
{
    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5];

    [Fact]
    public void A_return_with_nothing_changed_costs_four_messages_and_no_row_however_large_the_library()
    {
        foreach (var files in new[] { 10, 3_000 })
        {
            var town = Town.Build(seed: 1, 2);
            var peer = town.Join(files);
            var before = Messages(town);
            town.Network.Kill(peer);
            town.Network.RunFor(60_000);
            town.Napster.Restart(peer, peer.Address);
            Assert.True(town.Network.RunUntilSettled(60_000));
            var more = Messages(town).Where(now => now.Value > before.GetValueOrDefault(now.Key)).Select(now => (now.Key, now.Value - before.GetValueOrDefault(now.Key)));
            // Its new address, twice to be sure, and where the index stands.
            Assert.Equal([(MessageType.PeerRecordChanged, 1L), (MessageType.Register, 1L), (MessageType.RegisterResume, 1L)], more);
            Assert.NotEmpty(town.Ask(town.Clients[0], "treasure"));
        }
    }

    [Fact]
    public void After_the_journal_was_lost_three_messages_and_the_buckets_that_differ_are_sent()
    {
        var town = Town.Build(seed: 1, 2);
        var peer = town.Join(20_000);
        var library = town.Napster.LibraryOf(peer);
        town.Network.Kill(peer);
        for (var number = 0; number < 10; number++)
        {
            library.Add(Town.File($"treasure {number * 100}.ogg", 900_000 + number));
            library.Remove(Town.File($"treasure {number * 100 + 1}.ogg", 0));
            library.Add(Town.File($"new treasure {number}.ogg", 910_000 + number));
        }
        library.Forget();
        var (before, rows) = (Messages(town), 0);
        town.Network.Observer = step => rows += step.Payload is RegisterBatch batch && step.Kind == StepKind.Delivered ? batch.Changes.Count : 0;
        town.Napster.Restart(peer, peer.Address);
        Assert.True(town.Network.RunUntilSettled(60_000));
        output.WriteLine($"{rows} rows of 20,000 for 30 changes");
        Assert.InRange(rows, 20, 30 * 20_000 / 256 * 13 / 10);
        Assert.Equal(1, Messages(town)[MessageType.RegisterDigests] - before.GetValueOrDefault(MessageType.RegisterDigests));
        Assert.Equal(1, Messages(town)[MessageType.RegisterDiffering] - before.GetValueOrDefault(MessageType.RegisterDiffering));
        AssertSame(town, peer);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_node_that_dies_in_the_middle_of_a_comparison_goes_on_where_it_was(ulong seed)
    {
        var town = Town.Build(seed, 3);
        var peer = town.Join(3_000);
        var library = town.Napster.LibraryOf(peer);
        for (var number = 0; number < 2_000; number++) library.Add(Town.File($"treasure {number}.ogg", 900_000 + number));
        library.Forget();
        var first = 0;
        town.Network.Observer = step => first += IsRepair(step) ? 1 : 0;
        town.Network.Kill(peer);
        town.Napster.Restart(peer, peer.Address);
        Assert.True(town.Network.RunUntil(() => first >= 6, 60_000));
        town.Network.Kill(peer);
        Assert.Equal(0, town.Napster.StoreOf(town.Index).Registered(peer.Id).Version);
        town.Napster.Share(peer, Town.File("meanwhile.ogg", 5));
        town.Napster.Restart(peer, peer.Address);
        Assert.True(town.Network.RunUntilSettled(60_000));
        AssertSame(town, peer);
        Assert.InRange(first, 7, 3_000 / 250 * 2);
        output.WriteLine($"seed {seed}, digest {town.Network.Digest:x16}, {first} parts");
    }

    /// <summary>Shares, removals, lost journals, old copies of libraries and indexes, crashes: in the end the index has what the libraries have.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happened_to_numbers_the_index_ends_with_the_files_there_are(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        var town = Town.Build(seed, 8);
        Assert.True(town.Network.RunUntilSettled(120_000));
        var dice = town.Network.Dice;
        for (var round = 0; round < 250; round++)
        {
            var client = town.Clients[dice.Below(town.Clients.Count)];
            Disturb(town, client, round);
            town.Network.RunFor(dice.Below(800));
        }
        foreach (var client in town.Clients.Where(client => !client.IsUp)) town.Napster.Restart(client, client.Address);
        foreach (var client in town.Clients) town.Network.Request(client, town.Napster.LibraryOf(client).Now());
        Assert.True(town.Network.RunUntilSettled(240_000));
        Assert.All(town.Clients, client => AssertSame(town, client));
        output.WriteLine($"{town.Network.Metrics.Messages.GetValueOrDefault(MessageType.RegisterDigests)} comparisons, digest {town.Network.Digest:x16}");
        Assert.True(town.Network.Metrics.Messages.GetValueOrDefault(MessageType.RegisterDigests) > 3);
    }

    private static void Disturb(Town town, SimulatedNode client, int round)
    {
        var (dice, library) = (town.Network.Dice, town.Napster.LibraryOf(client));
        var file = Town.File($"thing {dice.Below(200)}.ogg", 700_000 + round);
        switch (dice.Below(8))
        {
            case 0: library.Forget(); break;
            // An old copy takes the library's place and gives the same numbers to other files at once.
            case 1 when client.IsUp && library.Version > 0:
                town.Network.Kill(client);
                library.GoBack(Math.Max(1, library.Version - dice.Below(20)));
                library.Forget();
                town.Napster.Restart(client, client.Address);
                for (var number = 0; number < 30; number++) library.Add(Town.File($"thing {dice.Below(200)}.ogg", 800_000 + round));
                town.Network.Request(client, library.Now());
                town.Network.RunFor(5_000);
                return;
            case 2: library.Renumber((UInt128)(1_000_000 + round)); break;
            case 3 when client.IsUp: town.Network.Kill(client); return;
            case 4: library.Remove(file); break;
            default: library.Add(file); break;
        }
        if (client.IsUp) town.Network.Request(client, library.Now());
        else if (dice.Below(2) == 0) town.Napster.Restart(client, client.Address);
    }

    private static bool IsRepair(SimulatedStep step) => step is { Kind: StepKind.Delivered, Payload: RegisterBatch { Repair: not null } };

    private static Dictionary<MessageType, long> Messages(Town town) => town.Network.Metrics.Messages.ToDictionary();

    private static void AssertSame(Town town, SimulatedNode client)
    {
        var (store, library) = (town.Napster.StoreOf(town.Index), town.Napster.LibraryOf(client));
        // Of a library without files and numbers nothing is told.
        if (library.Version > 0) Assert.Equal((library.LibraryId, library.Version), (store.Registered(client.Id).LibraryId, store.Registered(client.Id).Version));
        Assert.Equal(library.Files().Count, store.Registered(client.Id).Files);
        Assert.Equal(BucketDigests.Of(library.Files()), store.Digests(client.Id));
    }
}
