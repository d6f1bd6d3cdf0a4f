using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Tests.Shared;

/// <summary>An index server machine on a table with its store beside it: questions are answered at once, or when they are asked for.</summary>
internal sealed class IndexTable(IIndexStore store, IndexServerOptions options)
{
    private readonly Turn turn = new(new PlainDice());
    private readonly Queue<(Ticket Ticket, Question Question)> questions = [];
    private readonly SortedDictionary<(long DueMs, int Kind, UInt128 Subject), TimerKey> timers = [];
    private ulong ids;

    public IndexServer Server { get; } = new(options);

    public IIndexStore Store => store;

    public long NowMs { get; set; }

    /// <summary>False: questions wait for <see cref="AnswerOne"/>.</summary>
    public bool IsQuick { get; set; } = true;

    public int Waiting => questions.Count;

    /// <summary>What was sent to whom since the last look.</summary>
    public List<(NodeId Peer, Message Message)> Sent { get; } = [];

    public List<DropReason> Dropped { get; } = [];

    /// <summary>Most lines that one turn has had.</summary>
    public int LinesMax { get; private set; }

    public void Link(int peer) => Do((server, now) => server.Linked(NodeOf(peer), new Hello(1, 1, 0, [], "test", "peer", [], null, Reachability.Unknown, 0, default), now));

    public void Unlink(int peer) => Do((server, now) => server.Unlinked(NodeOf(peer), "gone", now));

    public void Receive(int peer, Message message)
    {
        var header = new Header(new MessageId(++ids));
        Do((server, now) => server.Receive(NodeOf(peer), header, message, now));
    }

    /// <summary>Lets time pass and timers ring.</summary>
    public void Pass(long ms)
    {
        NowMs += ms;
        while (timers.Count > 0 && timers.Keys.First() is var first && first.DueMs <= NowMs && timers.Remove(first, out var timer)) Do((server, now) => server.Elapsed(timer, now));
    }

    /// <summary>Answers the question that waits longest, with a failure when asked to.</summary>
    public void AnswerOne(bool fails = false)
    {
        if (!questions.TryDequeue(out var asked)) return;
        var answer = fails ? new AnswerFailed("The store fails.") : IndexAnswers.To(asked.Question, store, Wall + NowMs);
        Do((server, now) => server.Answered(asked.Ticket, answer, now));
    }

    /// <summary>A link, a registration, and all files in batches; the node stays.</summary>
    public void Register(int peer, int library, params IReadOnlyList<FileEntry> files)
    {
        Link(peer);
        Receive(peer, new Register((UInt128)library, files.Count));
        var at = 0;
        foreach (var part in files.Chunk(250))
        {
            Receive(peer, Batch(library, at, [.. part.Select(file => new FileChange(false, file))]));
            at += part.Length;
        }
    }

    /// <summary>Asks as a peer and returns the hits.</summary>
    public IReadOnlyList<Hit> Ask(int peer, string query)
    {
        Link(peer);
        Sent.Clear();
        Receive(peer, new IndexSearch(query, 200));
        return [.. Sent.Select(sent => sent.Message).OfType<IndexHits>().SelectMany(hits => hits.Hits)];
    }

    private void Do(Action<IndexServer, Turn> door)
    {
        turn.Begin(NowMs, Wall + NowMs);
        door(Server, turn);
        LinesMax = Math.Max(LinesMax, turn.Actions.Count);
        foreach (var action in turn.Actions.ToList()) Perform(action);
        while (IsQuick && questions.Count > 0) AnswerOne();
    }

    private void Perform(TurnAction action)
    {
        switch (action.Kind)
        {
            case TurnActionKind.Send: Sent.Add((action.Peer, (Message)action.Payload!)); break;
            case TurnActionKind.Drop: Dropped.Add((DropReason)action.Value); break;
            case TurnActionKind.Ask: questions.Enqueue((new Ticket(action.Value), (Question)action.Payload!)); break;
            case TurnActionKind.Wake: Wake(action.Timer, action.Value); break;
        }
    }

    private void Wake(TimerKey timer, long delayMs)
    {
        foreach (var old in timers.Where(one => one.Value == timer).Select(one => one.Key).ToList()) timers.Remove(old);
        if (delayMs >= 0) timers.Add((NowMs + delayMs, timer.Kind, timer.Subject), timer);
    }

    private sealed class PlainDice : Dice
    {
        private ulong state = 1;

        public override ulong NextUInt64() => state = state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
    }
}
