using WebP2P.Node.Library;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Story;

/// <summary>Somebody restores a backup: of the index's database, or of a node's own. Nobody does anything else about it.</summary>
public sealed class OldCopyStoryTests : IAsyncLifetime
{
    private const int Files = 80;

    private TestNode index = null!;
    private TestNode bob = null!;
    private TestNode alice = null!;
    private NodeId bobsId;

    public async ValueTask InitializeAsync()
    {
        index = await TestNode.StartAsync("index", change: options => options with { PeerListen = FreePorts.Address() });
        bob = await TestNode.StartAsync("bob", index.PeerAddress);
        alice = await TestNode.StartAsync("alice", index.PeerAddress);
        Assert.True(Bytes32.TryParse((await bob.GetAsync("node")).GetProperty("id").GetString(), out var id));
        bobsId = new NodeId(id);
        for (var number = 0; number < Files; number++) bob.Share($"page {number}.txt", [1, (byte)number]);
        await bob.RescanAsync();
        await SameAsync(Files);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { alice, bob, index })
            if (node is not null) await node.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_return_to_an_index_that_was_restored_from_an_older_copy_and_it_ends_with_their_files()
    {
        var address = index.PeerAddress;
        await index.StopAsync();
        Copy(index, "index.db", "data", "backup");
        await index.StartAsync(address);
        await ChangeAsync();
        await SameAsync(Files);
        await index.StopAsync();
        Copy(index, "index.db", "backup", "data");
        await index.StartAsync(address);
        await SameAsync(Files);
        await FindAsync();
    }

    [Fact]
    public async Task A_node_that_is_itself_restored_from_an_older_copy_gives_its_numbers_again_and_the_index_still_ends_with_its_files()
    {
        await bob.StopAsync();
        Copy(bob, "node.db", "data", "backup");
        await bob.StartAsync();
        await ChangeAsync();
        await SameAsync(Files);
        await bob.StopAsync();
        Copy(bob, "node.db", "backup", "data");
        // More than the copy has missed, so that its numbers soon pass those of the index.
        for (var number = 0; number < 60; number++) bob.Share($"later sheet {number}.txt", [3, (byte)number]);
        await bob.StartAsync();
        await bob.RescanAsync();
        await SameAsync(Files + 60);
        await FindAsync();
    }

    /// <summary>Ten files change, ten go, ten come.</summary>
    private async Task ChangeAsync()
    {
        for (var number = 0; number < 10; number++)
        {
            bob.Share($"page {number}.txt", [2, 2, (byte)number]);
            File.Delete(Path.Combine(bob.ShareFolder, $"page {number + 10}.txt"));
            bob.Share($"new page {number}.txt", [4, (byte)number]);
        }
        await bob.RescanAsync();
    }

    /// <summary>Every file under its name, in the folder and in the index.</summary>
    private async Task SameAsync(int files)
    {
        var same = false;
        await TestNode.UntilAsync(async () =>
        {
            var own = (LibraryDigestsAnswer)await bob.Service<LibraryJournal>().AnswerAsync(new LibraryDigests());
            var store = index.Service<IIndexStore>();
            return same = store.Registered(bobsId) == new RegisteredAnswer(own.LibraryId, own.Version, files) && store.Digests(bobsId).Equals(own.Digests);
        });
        Assert.True(same, $"The index has {index.Service<IIndexStore>().Registered(bobsId)}, the library stands at {bob.Service<LibraryJournal>().Current}.");
    }

    private async Task FindAsync()
    {
        await TestNode.UntilAsync(async () => (await alice.SearchAsync("\"new page\"")).Results.Count == 10);
        Assert.Equal(10, (await alice.SearchAsync("\"new page\"")).Results.Count);
        Assert.Empty((await alice.SearchAsync("\"page 11\"")).Results);
    }

    private static void Copy(TestNode node, string database, string from, string to)
    {
        var (source, target) = (Path.Combine(node.Root, from), Directory.CreateDirectory(Path.Combine(node.Root, to)).FullName);
        foreach (var old in Directory.GetFiles(target, database + "*")) File.Delete(old);
        foreach (var file in Directory.GetFiles(source, database + "*")) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }
}
