using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Asks the index server now and then whether it can dial this node.</summary>
internal sealed class DialBacks(NodeId self, NapsterOptions options)
{
    private int? port;
    private MessageId? open;

    public void ListensAt(int listened, NodeId? server, Turn turn)
    {
        if (port == listened) return;
        port = listened;
        if (server is { } linked) Ask(linked, turn);
    }

    /// <summary>The own index cannot tell: it would dial itself.</summary>
    public void Ask(NodeId server, Turn turn)
    {
        turn.Wake(NapsterTimers.DialBack, -1);
        open = null;
        if (port is not { } known || server == self) return;
        var id = MessageId.Draw(turn.Dice);
        open = id;
        turn.Send(server, new Header(id), new IndexDialBack(known));
        turn.Wake(NapsterTimers.DialBack, options.DialBackAgainMs);
    }

    public void End(Turn turn)
    {
        open = null;
        turn.Wake(NapsterTimers.DialBack, -1);
    }

    public DropReason? Answered(NodeId server, in Header header, IndexDialledBack answer, Turn turn)
    {
        if (open != header.Id) return DropReason.Unsolicited;
        open = null;
        turn.Wake(NapsterTimers.DialBack, answer.Result == Reachability.Yes ? options.DialBackEveryMs : options.DialBackAgainMs);
        turn.Note(new DialledBack(server, answer.Result, answer.Address, answer.ElapsedMs, answer.Reason));
        return null;
    }
}
