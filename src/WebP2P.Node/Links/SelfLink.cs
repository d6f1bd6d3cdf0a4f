using System.Threading.Channels;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>The link to oneself: the same messages, without a socket. One loop delivers, so that nobody is called while calling.</summary>
internal sealed class SelfLink
{
    private readonly Lock gate = new();
    private readonly Channel<Action> deliveries = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<ILinkUser> holders = [];
    private readonly LinkWiring wiring;
    private readonly LinkUsers users;
    private Task? loop;
    private int waiting;

    public SelfLink(LinkWiring wiring, LinkUsers users)
    {
        this.wiring = wiring;
        this.users = users;
    }

    public bool IsOpen
    {
        get
        {
            lock (gate) return holders.Count > 0;
        }
    }

    public void Hold(ILinkUser user, PeerAddress? address)
    {
        var hello = wiring.Hello.Make(null);
        lock (gate)
        {
            loop ??= Task.Run(DeliverAsync);
            var isNew = holders.Count == 0;
            holders.Add(user);
            Post(() => users.Call(user, () => user.Dialled(address, wiring.Self)));
            if (isNew) Post(() => users.Linked(wiring.Self, hello));
            else Post(() => users.Call(user, () => user.Linked(wiring.Self, hello)));
        }
    }

    public void Release(ILinkUser user, string reason)
    {
        lock (gate)
        {
            if (holders.Remove(user) && holders.Count == 0) Post(() => users.Unlinked(wiring.Self, reason));
        }
    }

    public bool Send(Header header, Message message)
    {
        if (!IsOpen) return false;
        if (users.Reader(MessageTable.Find(message).Type) is not { } reader)
        {
            wiring.Drops.Count(DropReason.Unexpected);
            return true;
        }

        if (Interlocked.Increment(ref waiting) > wiring.Options.QueueFramesMax)
        {
            Interlocked.Decrement(ref waiting);
            wiring.Drops.Count(DropReason.QueueFull);
            return false;
        }

        Post(() =>
        {
            Interlocked.Decrement(ref waiting);
            users.Received(reader, wiring.Self, header, message);
        });
        return true;
    }

    /// <summary>To whoever reads it, if the link is open; nobody need read it.</summary>
    public void Tell(Message message)
    {
        if (IsOpen && users.Reader(MessageTable.Find(message).Type) is not null) Send(default, message);
    }

    public async Task StopAsync()
    {
        deliveries.Writer.TryComplete();
        if (loop is { } running) await running;
    }

    private void Post(Action delivery) => deliveries.Writer.TryWrite(delivery);

    private async Task DeliverAsync()
    {
        await foreach (var delivery in deliveries.Reader.ReadAllAsync()) delivery();
    }
}
