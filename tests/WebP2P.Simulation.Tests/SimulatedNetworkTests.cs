using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Simulation.Tests;

public sealed class SimulatedNetworkTests
{
    private readonly SimulatedNetwork network = new(new SimulationOptions { Seed = 7 });
    private readonly Dictionary<SimulatedNode, Diary> diaries = [];

    [Fact]
    public void A_dial_links_both_ends_and_says_first_where_it_arrived()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Dial(alice, bob.Address, null);
        network.RunFor(1_000);
        Assert.Equal(["dialled bob", "linked bob"], diaries[alice].Lines);
        Assert.Equal(["linked alice"], diaries[bob].Lines);
    }

    [Fact]
    public void A_dial_to_nobody_or_to_another_id_fails()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Dial(alice, new PeerAddress("10.7.7.7", 1), null);
        Dial(alice, bob.Address, alice.Id with { Value = default });
        Dial(alice, alice.Address, null);
        network.RunFor(10_000);
        Assert.Equal(["dial failed", "dial failed", "dial failed"], diaries[alice].Lines);
        Assert.Empty(diaries[bob].Lines);
    }

    [Fact]
    public void Messages_arrive_in_the_order_they_were_sent()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Link(alice, bob);
        for (var number = 0; number < 50; number++) Send(alice, bob, number);
        network.RunFor(1_000);
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"ping {number} from alice"), diaries[bob].Lines);
    }

    [Fact]
    public void The_end_of_a_killed_node_is_noticed_after_three_missed_pings()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Link(alice, bob);
        network.Kill(bob);
        Send(alice, bob, 1);
        network.RunFor(2_999);
        Assert.Empty(diaries[alice].Lines);
        network.RunFor(1);
        Assert.Equal(["unlinked bob"], diaries[alice].Lines);
        Assert.Equal(1, network.Metrics.Lost);
    }

    [Fact]
    public void A_node_that_leaves_says_goodbye()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Link(alice, bob);
        network.Leave(bob);
        network.RunFor(100);
        Assert.Equal(["unlinked bob"], diaries[alice].Lines);
    }

    [Fact]
    public void Who_returns_before_his_end_was_noticed_is_unlinked_before_he_is_linked_again()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Link(alice, bob);
        network.Kill(bob);
        network.Start(bob, new PeerAddress("10.8.8.8", 6699));
        Dial(bob, alice.Address, null);
        network.RunFor(10_000);
        Assert.Equal(["unlinked bob", "linked bob"], diaries[alice].Lines);
        Assert.Equal(["dialled alice", "linked alice"], diaries[bob].Lines);
        Assert.True(network.AreLinked(alice, bob));
    }

    [Fact]
    public void A_link_that_is_there_from_the_start_is_told_to_both_ends_and_held_by_both()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        network.Connect(alice, bob, ["gnutella/1"]);
        Assert.Equal(["linked bob"], diaries[alice].Lines);
        Assert.Equal(["linked alice"], diaries[bob].Lines);
        Assert.Equal(["gnutella/1"], diaries[bob].Hello!.Capabilities);
        Send(alice, bob, 1);
        Release(alice, bob);
        network.RunFor(1_000);
        Assert.True(network.AreLinked(alice, bob));
        Assert.Equal("ping 1 from alice", diaries[bob].Lines[^1]);
        Release(bob, alice);
        network.RunFor(1_000);
        Assert.False(network.AreLinked(alice, bob));
        Assert.Equal("unlinked bob", diaries[alice].Lines[^1]);
    }

    [Fact]
    public void Nodes_that_are_down_or_linked_are_not_connected_again()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        network.Connect(alice, bob);
        Assert.Throws<InvalidOperationException>(() => network.Connect(bob, alice));
        network.Leave(bob);
        Assert.Throws<InvalidOperationException>(() => network.Connect(alice, bob));
    }

    [Fact]
    public void Two_who_dial_each_other_at_once_have_one_link()
    {
        var (alice, bob) = (Add("alice"), Add("bob"));
        Dial(alice, bob.Address, null);
        Dial(bob, alice.Address, null);
        network.RunFor(1_000);
        Send(alice, bob, 1);
        network.RunFor(1_000);
        Assert.Single(diaries[bob].Lines, line => line.StartsWith("ping", StringComparison.Ordinal));
        Release(alice, bob);
        network.RunFor(1_000);
        Assert.True(network.AreLinked(alice, bob));
        Release(bob, alice);
        network.RunFor(1_000);
        Assert.False(network.AreLinked(alice, bob));
        Assert.Equal("unlinked alice", diaries[bob].Lines[^1]);
    }

    [Fact]
    public void The_own_id_is_a_peer_without_delay()
    {
        var alice = Add("alice");
        Dial(alice, null, alice.Id);
        Assert.True(network.RunUntil(() => network.AreLinked(alice, alice), 0));
        Send(alice, alice, 1);
        network.RunFor(0);
        Assert.Equal(["dialled alice", "linked alice", "ping 1 from alice"], diaries[alice].Lines);
    }

    [Fact]
    public void A_timer_wakes_once_at_its_newest_time_and_never_when_cancelled()
    {
        var alice = Add("alice");
        Wake(alice, 1, 500);
        Wake(alice, 1, 800);
        Wake(alice, 2, 300);
        Wake(alice, 2, -1);
        network.RunFor(799);
        Assert.Empty(diaries[alice].Lines);
        network.RunFor(1);
        Assert.Equal(["woken 1"], diaries[alice].Lines);
        Assert.True(network.Settled());
    }

    [Fact]
    public void A_network_is_not_settled_while_a_timer_is_near()
    {
        var alice = Add("alice");
        Wake(alice, 1, 60_000);
        Assert.False(network.Settled());
        Wake(alice, 1, 60_001);
        Assert.True(network.Settled());
    }

    [Fact]
    public void Neither_timers_nor_answers_of_an_earlier_life_arrive()
    {
        var alice = Add("alice");
        Wake(alice, 1, 500);
        Do(alice, turn => turn.Ask(new Ticket(1), new RegisteredQuestion(alice.Id)));
        network.Kill(alice);
        network.Start(alice, alice.Address);
        network.RunFor(10_000);
        Assert.Empty(diaries[alice].Lines);
    }

    [Fact]
    public void A_counting_seal_opens_what_it_sealed_and_nothing_else()
    {
        var record = new PeerRecord("alice", [], []);
        var signed = network.Seal.Seal(default, record, 0);
        Assert.True(network.Seal.TryOpen<PeerRecord>(signed.Envelope, out var opened));
        Assert.Equal(signed, opened);
        Assert.False(network.Seal.TryOpen<ProviderRecord>(signed.Envelope, out _));
        Assert.False(network.Seal.TryOpen<PeerRecord>(new byte[8], out _));
        Assert.False(network.Seal.TryOpen<PeerRecord>(new byte[3], out _));
        Assert.True(network.Seal.Seal(default, record, 0).Sequence > signed.Sequence);
    }

    private SimulatedNode Add(string name)
    {
        var diary = new Diary(network);
        var node = network.Add(name, _ => [new HostedMachine(diary, type => type == MessageType.Ping)]);
        diaries.Add(node, diary);
        return node;
    }

    private void Do(SimulatedNode node, Action<Turn> action)
    {
        diaries[node].Next = action;
        network.Request(node, new LibraryChanged(0, 0));
    }

    private void Dial(SimulatedNode node, PeerAddress? address, NodeId? peer) => Do(node, turn => turn.Dial(address, peer));

    private void Send(SimulatedNode from, SimulatedNode to, long number) => Do(from, turn => turn.Send(to.Id, new Header(default), new Ping(number)));

    private void Release(SimulatedNode node, SimulatedNode peer) => Do(node, turn => turn.Release(peer.Id, "done."));

    private void Wake(SimulatedNode node, int kind, long delayMs) => Do(node, turn => turn.Wake(new TimerKey(kind), delayMs));

    private void Link(SimulatedNode one, SimulatedNode two)
    {
        Dial(one, two.Address, null);
        network.RunFor(1_000);
        foreach (var diary in diaries.Values) diary.Lines.Clear();
    }

    /// <summary>Writes down which doors were opened, and does what the test says at a request.</summary>
    private sealed class Diary(SimulatedNetwork network) : IOverlay
    {
        public List<string> Lines { get; } = [];

        public Action<Turn> Next { get; set; } = _ => { };

        public void Start(Turn turn)
        {
        }

        public Hello? Hello { get; private set; }

        public void Linked(NodeId peer, Hello hello, Turn turn)
        {
            Hello = hello;
            Lines.Add($"linked {network.Find(peer)}");
        }

        public void Dialled(PeerAddress? address, NodeId peer, Turn turn) => Lines.Add($"dialled {network.Find(peer)}");

        public void Unlinked(NodeId peer, string reason, Turn turn) => Lines.Add($"unlinked {network.Find(peer)}");

        public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn) => Lines.Add("dial failed");

        public void Receive(NodeId from, in Header header, Message message, Turn turn) => Lines.Add($"ping {((Ping)message).SentMs} from {network.Find(from)}");

        public void Elapsed(TimerKey timer, Turn turn) => Lines.Add($"woken {timer.Kind}");

        public void Answered(Ticket ticket, Answer answer, Turn turn) => Lines.Add("answered");

        public void Request(OwnRequest request, Turn turn) => Next(turn);
    }
}
