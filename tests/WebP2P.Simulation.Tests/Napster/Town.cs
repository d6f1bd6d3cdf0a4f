using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Napster;

namespace WebP2P.Simulation.Tests.Napster;

/// <summary>One index and many clients: each shares two files of its own and one that all have.</summary>
internal sealed class Town
{
    private int extraFiles = 1_000_000;
    private int addresses;

    private Town(SimulationOptions options)
    {
        Napster = new NapsterNetwork(options);
        Index = Napster.AddIndex("index");
    }

    public NapsterNetwork Napster { get; }

    public SimulatedNetwork Network => Napster.Network;

    public SimulatedNode Index { get; }

    public List<SimulatedNode> Clients { get; } = [];

    public static Town Build(ulong seed, int clients, SimulationOptions? options = null)
    {
        var town = new Town(options ?? new SimulationOptions { Seed = seed });
        for (var number = 0; number < clients; number++)
        {
            var client = town.Napster.AddClient($"client {number}");
            var own = client.Number;
            town.Napster.Share(client, File($"tune {own}.mp3", own), File($"picture of {own}.png", 10_000 + own), File("common.txt", 99_999));
            town.Napster.Use(client, new UseIndexServer(town.Index.Address, null));
            town.Clients.Add(client);
        }
        return town;
    }

    public static FileEntry File(string name, int content)
    {
        var hash = new ContentHash(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes($"content {content}"))));
        return new FileEntry(new ContentId(hash, 1_000 + content), "share", name, 0, Complete: true);
    }

    /// <summary>One more client, with so many treasures, registered.</summary>
    public SimulatedNode Join(int files)
    {
        var peer = Napster.AddClient("peer");
        Napster.Share(peer, [.. Enumerable.Range(0, files).Select(number => File($"treasure {number}.ogg", 100_000 + number))]);
        Napster.Use(peer, new UseIndexServer(Index.Address, null));
        Assert.True(Network.RunUntilSettled(600_000));
        return peer;
    }

    /// <summary>Asks and waits for the end of the answer.</summary>
    public IReadOnlyList<Hit> Ask(SimulatedNode client, string text)
    {
        var search = Napster.Search(client, text);
        Assert.True(Network.RunUntil(() => NapsterNetwork.EndOf(client, search) is not null, 15_000));
        Assert.Null(NapsterNetwork.EndOf(client, search)!.Problem);
        return NapsterNetwork.HitsOf(client, search);
    }

    /// <summary>Each round kills, ends, restarts or feeds one node, then lets some time pass. The index dies now and then too.</summary>
    public void Churn(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            if (round % 40 == 39) Toggle(Index);
            else Disturb(Clients[Network.Dice.Below(Clients.Count)]);
            Network.RunFor(Network.Dice.Below(4_000));
        }
        if (!Index.IsUp) Napster.Restart(Index, Index.Address);
        if (!Clients.Exists(client => client.IsUp)) Toggle(Clients[0]);
    }

    private void Disturb(SimulatedNode client)
    {
        if (client.IsUp && Network.Dice.Below(3) == 0) Napster.Share(client, File($"song {++extraFiles}.mp3", extraFiles));
        else Toggle(client);
    }

    private void Toggle(SimulatedNode node)
    {
        if (!node.IsUp) Napster.Restart(node, node == Index ? node.Address : new PeerAddress($"10.1.{++addresses >> 8}.{addresses & 255}", 6699));
        else if (Network.Dice.Below(2) == 0) Network.Kill(node);
        else Network.Leave(node);
    }
}
