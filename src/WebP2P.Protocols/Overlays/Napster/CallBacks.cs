using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Callbacks that this node asks for over the index server, and those that others ask of it.</summary>
internal sealed class CallBacks(NodeId self, NapsterOptions options)
{
    private readonly MinuteRate asked = new();

    public static void Start(CallBackRequest request, NodeId? server, Turn turn)
    {
        if (server is { } linked) turn.Send(linked, new Header(MessageId.Draw(turn.Dice)), new CallBack(request.Node, request.Nonce));
        else turn.Note(new CallBackFailed(request.Nonce, "No index server is linked that could hand the callback on."));
    }

    public DropReason? Asked(CallBackAsked message, Turn turn)
    {
        if (message.Asker.Signer == self) return DropReason.WrongIdentity;
        if (message.Asker.ExpiresUnixMs <= turn.WallUnixMs) return DropReason.Expired;
        if (asked.Total(turn.NowMs) >= options.CallBacksPerMinute) return DropReason.RateExceeded;
        asked.Add(turn.NowMs);
        turn.Note(new CallBackWanted(message.Asker, message.Nonce));
        return null;
    }

    public static DropReason? Refused(CallBackRefused refused, Turn turn)
    {
        turn.Note(new CallBackFailed(refused.Nonce, refused.Reason));
        return null;
    }
}
