using WebP2P.Node.Links;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

public enum Lie { NoAnswer, BitfieldOfAnotherLength, BitfieldOfAnotherContent, HasNothing, WildRuns, QueueForEver, SlotWithoutBitfield, TicketsWithoutEnd, RefusesAlways }

/// <summary>Speaks the control channel in place of a node's transfers, and lies.</summary>
internal sealed class LyingSource(Lie lie) : ILinkUser
{
    private int wants;
    private ILinks? links;

    /// <summary>How often it was asked.</summary>
    public int Wants => wants;

    public string Name => "transfer";

    public void Use(ILinks own) => links = own;

    public bool Reads(MessageType type) => type is >= MessageType.Want and <= MessageType.WantRefused;

    public void Linked(NodeId peer, Protocols.Links.Hello hello)
    {
    }

    public void Unlinked(NodeId peer, string reason)
    {
    }

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason)
    {
    }

    public void Received(NodeId peer, in Header header, Message message)
    {
        if (message is not Want want) return;
        Interlocked.Increment(ref wants);
        var pieces = new PieceMap(want.Content.SizeBytes).Count;
        var all = new Bitfield(pieces);
        all.SetAll();
        Message[] answers = lie switch
        {
            Lie.BitfieldOfAnotherLength => [new Have(want.Content, new byte[1_000]), Slot(want)],
            Lie.BitfieldOfAnotherContent => [new Have(want.Content with { SizeBytes = want.Content.SizeBytes + 1 }, all.ToBytes()), Slot(want)],
            Lie.HasNothing => [new Have(want.Content, new Bitfield(pieces).ToBytes()), Slot(want)],
            Lie.WildRuns => [new Have(want.Content, new Bitfield(pieces).ToBytes()), Slot(want), new HaveMore(want.Content, [new PieceRun(0, int.MaxValue), new PieceRun(int.MaxValue, 1)])],
            Lie.QueueForEver => [new Have(want.Content, all.ToBytes()), new Queued(want.Content, 1, 1)],
            Lie.SlotWithoutBitfield => [Slot(want)],
            Lie.TicketsWithoutEnd => [new Have(want.Content, all.ToBytes()), .. Enumerable.Range(0, 50).Select(_ => Slot(want))],
            Lie.RefusesAlways => [new WantRefused(want.Content, new string('x', 100))],
            _ => [],
        };
        foreach (var answer in answers) links!.Send(peer, default, answer);
    }

    private static Granted Slot(Want want) => new(want.Content, 7);
}
