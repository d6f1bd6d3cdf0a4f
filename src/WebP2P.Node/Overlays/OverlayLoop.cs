using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Index;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Overlays;

/// <summary>
/// Drives one machine: reads inputs one by one, calls the door, performs what the turn says. The only caller of its machine, the only
/// place that waits.
/// </summary>
internal sealed partial class OverlayLoop : ILinkUser, IAsyncDisposable
{
    private readonly OverlaySetup setup;
    private readonly OverlaySurroundings around;
    private readonly ILogger log;
    private readonly Channel<Action<Turn>> inputs = Channel.CreateUnbounded<Action<Turn>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Turn turn = new(new SystemDice());
    private readonly TimerTable timers = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly ITimer clock;
    private readonly LogLimit limit;
    private readonly WaitingRoom waiting = new();
    private readonly ConcurrentDictionary<NodeId, bool> used = new();
    private Task? running;
    private Task lastInOrder = Task.CompletedTask;

    public OverlayLoop(OverlaySetup setup, OverlaySurroundings around)
    {
        this.setup = setup;
        this.around = around;
        log = around.Log;
        limit = new LogLimit(around.Time);
        clock = around.Time.CreateTimer(_ => inputs.Writer.TryWrite(ElapseDue), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        around.Links.Attach(this);
    }

    public string Name => setup.Name;

    public string? Capability => setup.Capability;

    public void Start()
    {
        inputs.Writer.TryWrite(setup.Machine.Start);
        running = Task.Run(RunAsync);
    }

    /// <summary>Hands an own request to the machine.</summary>
    public void Request(OwnRequest request) => inputs.Writer.TryWrite(turn => setup.Machine.Request(request, turn));

    /// <summary>Reads something of the machine between two turns.</summary>
    public Task<T> InspectAsync<T>(Func<T> read)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!inputs.Writer.TryWrite(_ => result.TrySetResult(read()))) result.TrySetCanceled(CancellationToken.None);
        return result.Task;
    }

    public bool Reads(MessageType type) => setup.Reads(type);

    /// <summary>From the first word to the release, or to the end of the link.</summary>
    public bool Uses(NodeId peer) => used.ContainsKey(peer);

    public void Linked(NodeId peer, Hello hello) => inputs.Writer.TryWrite(turn => setup.Machine.Linked(peer, hello, turn));

    public void Dialled(PeerAddress? address, NodeId peer) => inputs.Writer.TryWrite(turn => setup.Machine.Dialled(address, peer, turn));

    public void Unlinked(NodeId peer, string reason) => inputs.Writer.TryWrite(turn =>
    {
        used.TryRemove(peer, out _);
        setup.Machine.Unlinked(peer, reason, turn);
    });

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason) => inputs.Writer.TryWrite(turn => setup.Machine.DialFailed(address, peer, reason, turn));

    public void Received(NodeId peer, in Header header, Message message)
    {
        if (!waiting.TryEnter(peer, MessageTable.Find(message).IsQuery))
        {
            around.Drops.Count(DropReason.QueueFull);
            return;
        }

        var copy = header;
        inputs.Writer.TryWrite(turn =>
        {
            waiting.Leave(peer);
            setup.Machine.Receive(peer, copy, message, turn);
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (!inputs.Writer.TryComplete()) return;
        await stopping.CancelAsync();
        if (running is not null) await running;
        await clock.DisposeAsync();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var input in inputs.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                turn.Begin(NowMs(), around.Time.GetUtcNow().ToUnixTimeMilliseconds());
                input(turn);
                foreach (var action in turn.Actions) Perform(action);
            }
            catch (Exception exception)
            {
                if (limit.TryTake(exception.GetType().Name, out var leftOut)) LogBug(exception, setup.Name, leftOut);
            }

            Arm();
        }
    }

    private void Perform(in TurnAction action)
    {
        switch (action.Kind)
        {
            case TurnActionKind.Send: Send(action); break;
            case TurnActionKind.Dial: around.Links.Dial(this, (PeerAddress?)action.Payload, action.Value == 1 ? action.Peer : null); break;
            case TurnActionKind.Release: Release(action); break;
            case TurnActionKind.Wake: timers.Set(action.Timer, action.Value < 0 ? null : turn.NowMs + action.Value); break;
            case TurnActionKind.Ask: Ask(new Ticket(action.Value), (Question)action.Payload!); break;
            case TurnActionKind.Note: setup.Noted((Notice)action.Payload!); break;
            case TurnActionKind.Drop: around.Drops.Count((DropReason)action.Value); break;
            default: throw new InvalidOperationException($"Unknown turn action {action.Kind}.");
        }
    }

    private void Send(in TurnAction action)
    {
        if (around.Links.Send(action.Peer, action.Header, (Message)action.Payload!) && !used.ContainsKey(action.Peer)) used.TryAdd(action.Peer, true);
    }

    private void Release(in TurnAction action)
    {
        used.TryRemove(action.Peer, out _);
        around.Links.Release(this, action.Peer, (string)action.Payload!);
    }

    private void Ask(Ticket ticket, Question question)
    {
        if (question.IsInOrder) lastInOrder = AnswerAsync(ticket, question, lastInOrder);
        else _ = AnswerAsync(ticket, question, Task.CompletedTask);
    }

    /// <param name="earlier">Has to be handed on first: what answers at the very moment of being awaited goes on on any thread.</param>
    private async Task AnswerAsync(Ticket ticket, Question question, Task earlier)
    {
        Answer answer;
        try
        {
            answer = await around.Answers.AnswerAsync(question, stopping.Token).WaitAsync(TimeSpan.FromMilliseconds(question.AnswerWithinMs), around.Time, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception exception)
        {
            if (limit.TryTake(question.GetType().Name, out var leftOut)) LogUnanswered(exception, setup.Name, question.GetType().Name, leftOut);
            answer = new AnswerFailed(exception switch { TimeoutException => "It took too long.", IndexUnavailableException => exception.Message, _ => "The store failed." });
        }

        await earlier;
        inputs.Writer.TryWrite(turn => setup.Machine.Answered(ticket, answer, turn));
    }

    private void ElapseDue(Turn turn)
    {
        while (timers.TryTakeDue(turn.NowMs, out var timer)) setup.Machine.Elapsed(timer, turn);
    }

    private void Arm()
    {
        if (timers.NextDueMs is not { } due) return;
        clock.Change(TimeSpan.FromMilliseconds(Math.Max(0, due - NowMs())), Timeout.InfiniteTimeSpan);
    }

    private long NowMs() => (long)around.Time.GetElapsedTime(0).TotalMilliseconds;

    [LoggerMessage(LogLevel.Error, "The loop of {Overlay} goes on after a fault ({LeftOut} more of these were left out)")]
    private partial void LogBug(Exception exception, string overlay, long leftOut);

    [LoggerMessage(LogLevel.Warning, "{Overlay}: {Question} was not answered ({LeftOut} more of these were left out)")]
    private partial void LogUnanswered(Exception exception, string overlay, string question, long leftOut);
}
