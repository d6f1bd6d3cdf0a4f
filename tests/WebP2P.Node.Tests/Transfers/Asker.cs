using System.Collections.Concurrent;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Speaks the control channel by hand.</summary>
internal sealed class Asker : ILinkUser
{
    public TaskCompletionSource IsLinked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<UInt128> Ticket { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All that was heard, in order.</summary>
    public ConcurrentQueue<Message> Heard { get; } = new();

    public string Name => "transfer";

    public bool Reads(MessageType type) => type is >= MessageType.Want and <= MessageType.WantRefused;

    public int Links { get; private set; }

    public int Unlinks { get; private set; }

    public void Linked(NodeId peer, Protocols.Links.Hello hello)
    {
        Links++;
        IsLinked.TrySetResult();
    }

    public void Unlinked(NodeId peer, string reason) => Unlinks++;

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason) => IsLinked.TrySetException(new IOException(reason));

    public void Received(NodeId peer, in Header header, Message message)
    {
        Heard.Enqueue(message);
        if (message is Granted granted) Ticket.TrySetResult(granted.Ticket);
    }
}
