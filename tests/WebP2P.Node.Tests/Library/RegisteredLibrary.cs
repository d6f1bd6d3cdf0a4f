using WebP2P.Node.Library;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Tests.Library;

/// <summary>A real library, a real index store and both machines between them; every message is measured as the frame it would be.</summary>
internal sealed class RegisteredLibrary(LibraryJournal journal, IIndexStore store)
{
    private static readonly NodeId Server = new(new Bytes32(Enumerable.Repeat((byte)9, 32).ToArray()));
    private static readonly Hello Hello = new(1, 1, 0, [], "test", "peer", [], null, Reachability.Unknown, 0, default);

    private readonly Turn turn = new(new PlainDice());
    private readonly Queue<Func<Task>> next = [];
    private IndexServer server = new(new IndexServerOptions());
    private NapsterClient client = new(Client, new NapsterOptions());

    public static NodeId Client { get; } = new(new Bytes32(Enumerable.Repeat((byte)1, 32).ToArray()));

    /// <summary>Messages since the last connection, both ways.</summary>
    public List<Message> Messages { get; } = [];

    public long Bytes => Messages.Sum(message => (long)FrameCodec.Measure(message));

    public int Rows => Messages.OfType<RegisterBatch>().Sum(batch => batch.Changes.Count);

    /// <summary>A new link, and everything that follows from it.</summary>
    public async Task ConnectAsync()
    {
        Messages.Clear();
        (client, server) = (new NapsterClient(Client, new NapsterOptions()), new IndexServer(new IndexServerOptions()));
        Do(client, (machine, now) => machine.Request(new UseIndexServer(null, Server), now));
        Do(client, (machine, now) => machine.Request(new LibraryChanged(journal.Current.LibraryId, journal.Current.Version), now));
        Do(server, (machine, now) => machine.Linked(Client, Hello, now));
        Do(client, (machine, now) => machine.Linked(Server, Hello, now));
        while (next.TryDequeue(out var step)) await step();
    }

    private void Do(IOverlay machine, Action<IOverlay, Turn> door)
    {
        turn.Begin(0, 1_800_000_000_000);
        door(machine, turn);
        foreach (var action in turn.Actions) Perform(machine, action);
    }

    private void Perform(IOverlay machine, TurnAction action)
    {
        Assert.NotEqual(TurnActionKind.Drop, action.Kind);
        if (action.Kind == TurnActionKind.Send)
        {
            var (header, message) = (action.Header, (Message)action.Payload!);
            Messages.Add(message);
            var (from, to) = machine == client ? (Client, (IOverlay)server) : (Server, client);
            next.Enqueue(() => Done(() => Do(to, (receiver, now) => receiver.Receive(from, header, message, now))));
        }
        if (action.Kind == TurnActionKind.Ask)
        {
            var (ticket, question) = (new Ticket(action.Value), (Question)action.Payload!);
            next.Enqueue(async () =>
            {
                var answer = machine == client ? await journal.AnswerAsync(question) : IndexAnswers.To(question, store, 1_800_000_000_000);
                Do(machine, (asker, now) => asker.Answered(ticket, answer, now));
            });
        }
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private sealed class PlainDice : Dice
    {
        private ulong state = 1;

        public override ulong NextUInt64() => state = state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
    }
}
