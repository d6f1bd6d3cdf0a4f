using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The index server between nodes that cannot simply dial each other: it dials back who wants to know whether that works, and hands callbacks on.</summary>
internal sealed class IndexCalls(IndexServerOptions options, IndexPresence presence, Errands errands)
{
    private int dialling;

    /// <summary>Only the address that the link comes from is dialled, so nobody is made to knock elsewhere.</summary>
    public DropReason? DialBack(IndexPeer peer, in Header header, IndexDialBack asked, Turn turn)
    {
        if (!TryTake(peer.Rates.DialBacks, options.DialBacksPerMinute, turn.NowMs))
        {
            Answer(peer, header.Id, new DialBackAnswer(Reachability.Unknown, null, 0, $"The index server dials back {options.DialBacksPerMinute} times a minute."), turn);
            return DropReason.RateExceeded;
        }
        if (dialling >= options.DialBacksOpenMax)
        {
            Answer(peer, header.Id, new DialBackAnswer(Reachability.Unknown, null, 0, "The index server is dialling too many others back."), turn);
            return DropReason.LimitReached;
        }
        dialling++;
        errands.Ask(new DialBackQuestion(peer.Node, asked.Port), new DialBackErrand(peer, header.Id), turn);
        return null;
    }

    public void DialledBack(DialBackErrand errand, Answer answer, Turn turn)
    {
        dialling--;
        if (!presence.IsCurrent(errand.Peer)) return;
        Answer(errand.Peer, errand.Id, answer as DialBackAnswer ?? new DialBackAnswer(Reachability.Unknown, null, 0, "The index server could not dial back."), turn);
    }

    /// <summary>Both nodes are registered here, and the one that is to dial learns where from a record that the asker signed.</summary>
    public DropReason? CallBack(IndexPeer peer, CallBack call, Turn turn)
    {
        if (!presence.Online.Contains(peer.Node)) return Refuse(peer, call, "Register first.", DropReason.NotAllowedInState, turn);
        if (!TryTake(peer.Rates.CallBacks, options.CallBacksPerMinute, turn.NowMs))
            return Refuse(peer, call, $"The index server hands on {options.CallBacksPerMinute} callbacks a minute.", DropReason.RateExceeded, turn);
        if (call.Node == peer.Node || !presence.Online.Contains(call.Node) || presence.Blocks.Contains(call.Node))
            return Refuse(peer, call, "It is not connected to the index server now.", DropReason.DoesNotMatch, turn);
        if (presence.RecordOf(peer.Node, turn) is not { } record || record.Value.Addresses.Count == 0)
            return Refuse(peer, call, "The index server knows no address of this node that could be dialled.", DropReason.AddressRefused, turn);
        turn.Send(call.Node, new Header(MessageId.Draw(turn.Dice)), new CallBackAsked(call.Nonce, record));
        return null;
    }

    private static bool TryTake(MinuteRate rate, int perMinute, long nowMs)
    {
        if (rate.Total(nowMs) >= perMinute) return false;
        rate.Add(nowMs);
        return true;
    }

    private static void Answer(IndexPeer peer, MessageId id, DialBackAnswer answer, Turn turn)
    {
        var reason = answer.Reason is { } sentence ? Reasons.Shortened(sentence) : null;
        turn.Send(peer.Node, new Header(id), new IndexDialledBack(answer.Result, answer.Address, answer.ElapsedMs, reason));
    }

    private static DropReason Refuse(IndexPeer peer, CallBack call, string sentence, DropReason reason, Turn turn)
    {
        peer.Told = sentence;
        turn.Send(peer.Node, new Header(MessageId.Draw(turn.Dice)), new CallBackRefused(call.Nonce, sentence));
        return reason;
    }
}
