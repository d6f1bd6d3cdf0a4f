using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Overlays;

public sealed class OverlayLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly NodeId Peer = new(new Protocols.Bytes32(Enumerable.Repeat((byte)1, 32).ToArray()));

    private readonly ScriptedMachine machine = new();
    private readonly RecordingLinks links = new();
    private readonly DropCounters drops = new();
    private readonly List<Notice> notices = [];
    private readonly OverlayLoop loop;

    public OverlayLoopTests()
    {
        var around = new OverlaySurroundings(links, new EchoAnswers(), drops, TimeProvider.System, NullLogger<OverlayLoop>.Instance);
        loop = new OverlayLoop(new OverlaySetup("test", null, machine, type => type == MessageType.Ping, notices.Add), around);
        loop.Start();
    }

    public ValueTask DisposeAsync() => loop.DisposeAsync();

    [Fact]
    public async Task Every_door_is_called_in_the_order_of_the_inputs()
    {
        loop.Linked(Peer, SampleHello());
        loop.Received(Peer, default, new Ping(1));
        loop.Unlinked(Peer, "gone");
        loop.DialFailed(null, Peer, "refused");
        loop.Request(new Poke(_ => { }));
        await SettledAsync();
        Assert.Equal(["start", "linked", "receive", "unlinked", "dial failed", "request"], machine.Calls);
    }

    [Fact]
    public async Task What_a_turn_says_is_performed_in_its_order()
    {
        loop.Request(new Poke(turn =>
        {
            turn.Dial(new PeerAddress("192.0.2.1", 1), Peer);
            turn.Send(Peer, default, new Ping(7));
            turn.Release(Peer, "enough");
            turn.Note(new Said("hello"));
            turn.Drop(Peer, new Ping(1), DropReason.Duplicate);
        }));
        await SettledAsync();
        Assert.Equal(["dial 192.0.2.1:1", "send Ping", "release enough"], links.Calls);
        Assert.Equal([new Said("hello")], notices);
        Assert.Equal(1, drops[DropReason.Duplicate]);
    }

    [Fact]
    public async Task A_question_is_answered_through_the_machines_door()
    {
        loop.Request(new Poke(turn => turn.Ask(new Ticket(5), new Ask("what?"))));
        Assert.Equal((new Ticket(5), (Answer)new Told("what?")), await machine.NextAnswer.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task An_answerer_that_throws_becomes_a_failed_answer()
    {
        loop.Request(new Poke(turn => turn.Ask(new Ticket(6), new Ask(""))));
        var (ticket, answer) = await machine.NextAnswer.Task.WaitAsync(Deadline);
        Assert.Equal(new Ticket(6), ticket);
        Assert.IsType<AnswerFailed>(answer);
    }

    [Fact]
    public async Task Timers_elapse_in_order_and_a_cancelled_one_never_does()
    {
        loop.Request(new Poke(turn =>
        {
            turn.Wake(new TimerKey(2), 30);
            turn.Wake(new TimerKey(1), 10);
            turn.Wake(new TimerKey(3), 20);
            turn.Wake(new TimerKey(3), -1);
        }));
        await machine.SecondTimer.Task.WaitAsync(Deadline);
        await SettledAsync();
        Assert.Equal([new TimerKey(1), new TimerKey(2)], machine.Elapsed);
    }

    [Fact]
    public async Task A_fault_of_the_machine_does_not_stop_its_loop()
    {
        loop.Request(new Poke(_ => throw new InvalidOperationException("a bug")));
        loop.Request(new Poke(turn => turn.Note(new Said("still here"))));
        await SettledAsync();
        Assert.Equal([new Said("still here")], notices);
    }

    [Fact]
    public async Task Questions_that_fail_again_and_again_are_logged_once_and_answered_each_time()
    {
        var lines = new Lines();
        var failing = new ScriptedMachine();
        await using var other = new OverlayLoop(new OverlaySetup("test", null, failing, _ => false, _ => { }), new OverlaySurroundings(links, new EchoAnswers(), drops, TimeProvider.System, lines));
        other.Start();
        for (var question = 0; question < 100; question++) other.Request(new Poke(turn => turn.Ask(new Ticket(9), new Ask(""))));
        await failing.AllAnswers.Task.WaitAsync(Deadline);
        Assert.Equal(1, lines.Count);
    }

    [Fact]
    public async Task Answers_to_commits_come_in_the_order_of_the_commits()
    {
        var registering = new ScriptedMachine { AnswersMax = 5_000 };
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), new MemoryIndexStore(), TimeProvider.System);
        await using var other = new OverlayLoop(new OverlaySetup("test", null, registering, _ => false, _ => { }), new OverlaySurroundings(links, answers, drops, TimeProvider.System, NullLogger<OverlayLoop>.Instance));
        other.Start();
        other.Request(new Poke(turn =>
        {
            for (var batch = 0; batch < registering.AnswersMax; batch++) turn.Ask(new Ticket(batch), new CommitQuestion(Peer, new RegisterBatch(1, batch, batch + 1, [])));
        }));
        await registering.AllAnswers.Task.WaitAsync(Deadline);
        Assert.Equal(Enumerable.Range(0, registering.AnswersMax), registering.Tickets.Select(ticket => (int)ticket.Value));
    }

    [Fact]
    public async Task Messages_beyond_the_queue_are_dropped_and_counted()
    {
        using var entered = new SemaphoreSlim(0);
        using var leave = new SemaphoreSlim(0);
        loop.Request(new Poke(_ =>
        {
            entered.Release();
            leave.Wait();
        }));
        await entered.WaitAsync(Deadline);
        for (var count = 0; count < WaitingRoom.MessagesPerPeerMax + 5; count++) loop.Received(Peer, default, new Ping(count));
        leave.Release();
        await SettledAsync();
        Assert.Equal(5, drops[DropReason.QueueFull]);
        Assert.Equal(WaitingRoom.MessagesPerPeerMax, machine.Calls.Count(call => call == "receive"));
    }

    private Task<int> SettledAsync() => loop.InspectAsync(() => 0).WaitAsync(Deadline);

    private static Hello SampleHello() => new(1, 1, default, [], "", "", [], null, Reachability.Unknown, 0, default);

    private sealed record Poke(Action<Turn> Act) : OwnRequest;

    private sealed record Said(string Text) : Notice;

    private sealed record Ask(string Text) : Question;

    private sealed record Told(string Text) : Answer;

    private sealed class EchoAnswers : IQuestionAnswers
    {
        public Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken) =>
            question is Ask { Text.Length: > 0 } ask ? Task.FromResult<Answer>(new Told(ask.Text)) : throw new IOException("the disk is gone");
    }

    private sealed class ScriptedMachine : IOverlay
    {
        public List<string> Calls { get; } = [];

        public List<TimerKey> Elapsed { get; } = [];

        public TaskCompletionSource<(Ticket, Answer)> NextAnswer { get; } = new();

        public TaskCompletionSource SecondTimer { get; } = new();

        public void Start(Turn turn) => Calls.Add("start");

        public void Linked(NodeId peer, Hello hello, Turn turn) => Calls.Add("linked");

        public void Unlinked(NodeId peer, string reason, Turn turn) => Calls.Add("unlinked");

        public void Dialled(PeerAddress? address, NodeId peer, Turn turn) => Calls.Add("dialled");

        public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn) => Calls.Add("dial failed");

        public void Receive(NodeId from, in Header header, Message message, Turn turn) => Calls.Add("receive");

        public int AnswersMax { get; init; } = 100;

        public List<Ticket> Tickets { get; } = [];

        public TaskCompletionSource AllAnswers { get; } = new();

        public void Answered(Ticket ticket, Answer answer, Turn turn)
        {
            NextAnswer.TrySetResult((ticket, answer));
            Tickets.Add(ticket);
            if (Tickets.Count == AnswersMax) AllAnswers.TrySetResult();
        }

        public void Request(OwnRequest request, Turn turn)
        {
            Calls.Add("request");
            ((Poke)request).Act(turn);
        }

        void IOverlay.Elapsed(TimerKey timer, Turn turn)
        {
            Elapsed.Add(timer);
            if (Elapsed.Count == 2) SecondTimer.TrySetResult();
        }
    }

    private sealed class Lines : ILogger<OverlayLoop>
    {
        private int count;

        public int Count => count;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Interlocked.Increment(ref count);
    }

    private sealed class RecordingLinks : ILinks
    {
        public List<string> Calls { get; } = [];

        public void Attach(ILinkUser user)
        {
        }

        public void Dial(ILinkUser user, PeerAddress? address, NodeId? peer) => Calls.Add($"dial {address}");

        public bool Send(NodeId peer, in Header header, Message message)
        {
            Calls.Add($"send {message.GetType().Name}");
            return true;
        }

        public void Release(ILinkUser user, NodeId peer, string reason) => Calls.Add($"release {reason}");

        public bool IsLinked(NodeId peer) => true;
    }
}
