using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation;
using WebP2P.Simulation.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>Whole conversations as text: what changes between nodes shows in the diff of a file in <c>Golden</c>.</summary>
public sealed class GoldenConversationTests
{
    private static readonly FileEntry Stone = File("Harry Potter and the Stone.txt", 1, "books");
    private static readonly FileEntry Copy = File("hp stone (potter, harry).txt", 1, "stuff");
    private static readonly FileEntry Other = File("Other things.txt", 2, "books");

    private readonly NapsterNetwork napster = new(
        new SimulationOptions
        {
            LinkDelay = DelayTable.Fixed(20),
            DialDelay = DelayTable.Fixed(60),
            DialFailureDelay = DelayTable.Fixed(1_000),
            AnswerDelay = DelayTable.Fixed(5),
        },
        new NapsterOptions { ChangesMax = 2 },
        new IndexServerOptions());

    private readonly GoldenConversation conversation;
    private readonly SimulatedNode index, alice, bob, carol;

    public GoldenConversationTests()
    {
        conversation = new GoldenConversation(napster.Network);
        conversation.Name(Stone.Content, "<stone>");
        conversation.Name(Other.Content, "<other>");
        (index, alice, bob, carol) = (napster.AddIndex("index"), napster.AddClient("alice"), napster.AddClient("bob"), napster.AddClient("carol"));
    }

    [Fact]
    public void Registering()
    {
        conversation.Say("Bob shares five files, in batches of two; an acknowledgement follows each commit.");
        napster.Share(bob, [.. Enumerable.Range(1, 5).Select(number => File($"song {number}.mp3", 10 + number))]);
        Join(bob);
        conversation.Say("He shares one more and takes one away: only that travels.");
        napster.Share(bob, Other);
        napster.LibraryOf(bob).Remove(File("song 1.mp3", 11));
        napster.Network.Request(bob, napster.LibraryOf(bob).Now());
        Settle();
        conversation.Say("His library is numbered anew: digests say that no file differs.");
        napster.Network.Request(bob, napster.LibraryOf(bob).Renumber(77));
        Settle();
        conversation.Check("register");
    }

    [Fact]
    public void Calling_back()
    {
        conversation.Say("Bob cannot be dialled. The index finds out and tells him, and he says so.");
        napster.Closed.Add(bob);
        napster.Network.Request(bob, new ListensAt(6699));
        napster.Share(bob, Stone);
        napster.Use(bob, new UseIndexServer(index.Address, null));
        napster.Network.RunFor(2_000);
        var closed = new PeerRecord("bob", [bob.Address], ["napster/1"]) { Reachable = Reachability.No };
        napster.Network.Request(bob, new OwnRecordChanged(napster.Network.Seal.Seal(bob.Id, closed, napster.Network.WallUnixMs)));
        napster.Network.RunFor(2_000);
        napster.Share(alice, Other);
        napster.Network.Request(alice, new ListensAt(6699));
        napster.Use(alice, new UseIndexServer(index.Address, null));
        napster.Network.RunFor(2_000);
        conversation.Say("Alice wants to copy from him: he is to dial her.");
        napster.Network.Request(alice, new CallBackRequest(bob.Id, 41));
        napster.Network.RunFor(2_000);
        conversation.Say("Nobody can be called who is not here.");
        napster.Network.Request(alice, new CallBackRequest(carol.Id, 42));
        napster.Network.RunFor(2_000);
        conversation.Check("callback");
    }

    [Fact]
    public void Comparing()
    {
        napster.Share(bob, [.. Enumerable.Range(1, 6).Select(number => File($"song {number}.mp3", 10 + number))]);
        Join(bob);
        conversation.Say("Bob leaves; meanwhile he changes one file, removes another, adds one, and his journal forgets.");
        napster.Network.Kill(bob);
        napster.LibraryOf(bob).Add(File("song 2.mp3", 77));
        napster.LibraryOf(bob).Remove(File("song 5.mp3", 15));
        napster.LibraryOf(bob).Add(Other);
        napster.LibraryOf(bob).Forget();
        napster.Restart(bob, bob.Address);
        Settle();
        conversation.Say("An old copy of his library takes its place: the index is ahead of it.");
        napster.Network.Kill(bob);
        napster.LibraryOf(bob).GoBack(8);
        napster.Restart(bob, bob.Address);
        Settle();
        conversation.Say("His numbering is lost, but not a file: digests are all that travels.");
        napster.Network.Request(bob, napster.LibraryOf(bob).Renumber(77));
        Settle();
        conversation.Check("compare");
        Assert.Equal(BucketDigests.Of(napster.LibraryOf(bob).Files()), napster.StoreOf(index).Digests(bob.Id));
    }

    [Fact]
    public void Searching()
    {
        napster.Share(bob, Stone, Other);
        napster.Share(carol, Copy);
        foreach (var node in new[] { bob, carol, alice }) Join(node);
        conversation.Say("Alice asks: one content under two names at two nodes.");
        napster.Search(alice, "Harry Potter");
        Settle();
        conversation.Say("Carol does not find herself.");
        napster.Search(carol, "potter -things");
        Settle();
        conversation.Say("Nobody has this.");
        napster.Search(alice, "nothing like it");
        Settle();
        conversation.Say("Two slips of the finger: the words that are near come instead.");
        napster.Search(alice, "hary pottre");
        Settle();
        conversation.Say("She types on, and sees how the word may end.");
        napster.Network.Request(alice, new SuggestRequest(Guid.Empty, "Harry Pott"));
        Settle();
        conversation.Check("search");
    }

    [Fact]
    public void Reconnecting()
    {
        napster.Share(bob, Stone, Other);
        Join(bob);
        Join(alice);
        conversation.Say("The index dies; Alice asks before anybody has noticed, and again afterwards.");
        napster.Network.Kill(index);
        napster.Search(alice, "harry");
        napster.Network.RunFor(3_500);
        napster.Search(alice, "potter");
        napster.Network.RunFor(5_000);
        conversation.Say("It returns with what it had committed: nothing is sent again.");
        napster.Restart(index, index.Address);
        Settle();
        conversation.Say("Bob returns under another address.");
        napster.Network.Kill(bob);
        napster.Restart(bob, new PeerAddress("10.0.9.9", 6699));
        Settle();
        napster.Search(alice, "harry");
        Settle();
        conversation.Check("reconnect");
    }

    [Fact]
    public void Watching()
    {
        Join(bob);
        Join(alice);
        conversation.Say("Alice waits for a content that nobody has.");
        napster.Network.Request(alice, new WatchRequest([Stone.Content]));
        Settle();
        conversation.Say("Bob gets it.");
        napster.Share(bob, Stone);
        Settle();
        conversation.Say("Bob leaves and returns.");
        napster.Network.Leave(bob);
        napster.Network.RunFor(5_000);
        napster.Restart(bob, bob.Address);
        Settle();
        conversation.Say("Alice has it and waits no more; Carol's copy is not told.");
        napster.Network.Request(alice, new UnwatchRequest([Stone.Content]));
        napster.Share(carol, Copy);
        Join(carol);
        conversation.Check("watch");
    }

    private void Join(SimulatedNode node)
    {
        napster.Use(node, new UseIndexServer(index.Address, null));
        Settle();
    }

    private void Settle() => Assert.True(napster.Network.RunUntilSettled(120_000));
}
