using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

/// <summary>Writes down what links tell it, as lines; waits for a line.</summary>
internal sealed class RecordingUser(string name = "test") : ILinkUser
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private readonly List<(Func<IReadOnlyList<string>, bool> Condition, TaskCompletionSource Done)> waiting = [];

    public string Name => name;

    public Func<MessageType, bool> ReadsType { get; set; } = _ => true;

    /// <summary>Called for every message, after it was written down.</summary>
    public Action<NodeId, Header, Message>? OnReceived { get; set; }

    public List<Message> Messages { get; } = [];

    public Dictionary<NodeId, Hello> Hellos { get; } = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate) return [.. lines];
        }
    }

    public bool Reads(MessageType type) => ReadsType(type);

    public void Linked(NodeId peer, Hello hello)
    {
        lock (gate) Hellos[peer] = hello;
        Write($"linked {peer.ShortText}");
    }

    public void Dialled(PeerAddress? address, NodeId peer) => Write($"dialled {peer.ShortText}");

    public void Unlinked(NodeId peer, string reason) => Write($"unlinked {peer.ShortText}: {reason}");

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason) => Write($"failed: {reason}");

    public void Received(NodeId peer, in Header header, Message message)
    {
        lock (gate) Messages.Add(message);
        Write($"received {peer.ShortText} {message.GetType().Name}");
        OnReceived?.Invoke(peer, header, message);
    }

    public Task WaitAsync(string lineStart) => WaitAsync(all => all.Any(line => line.StartsWith(lineStart, StringComparison.Ordinal)), lineStart);

    public async Task WaitAsync(Func<IReadOnlyList<string>, bool> condition, string what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (condition(lines)) return;
            waiting.Add((condition, done));
        }

        try
        {
            await done.Task.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Waited for '{what}', had:\n{string.Join('\n', Lines)}");
        }
    }

    private void Write(string line)
    {
        lock (gate)
        {
            lines.Add(line);
            foreach (var (_, done) in waiting.Where(wait => wait.Condition(lines))) done.TrySetResult();
        }
    }
}
