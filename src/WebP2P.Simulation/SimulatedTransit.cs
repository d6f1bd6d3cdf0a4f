using System.Runtime.CompilerServices;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Simulation;

/// <summary>Messages on their way: how long they take, and which of them are lost, doubled or late.</summary>
internal sealed class SimulatedTransit(SimulatedNetwork network, SimulationOptions options, SeededDice dice, EventQueue queue)
{
    private const int UsPerMs = 1_000;

    private readonly bool measures = options.MeasuresBytes || options.LinkBytesPerSecond > 0;
    private readonly bool hasFaults = options.LossPerMillion > 0 || options.DuplicatedPerMillion > 0 || options.ReorderedPerMillion > 0;

    /// <summary>Floods send the same message over and over: what was found out about the last one mostly holds for the next.</summary>
    private Message? lastMessage;
    private ushort lastType;
    private int lastBytes;

    public void Send(int from, in TurnAction action)
    {
        var message = Unsafe.As<Message>(action.Payload!);
        ref var links = ref network.Table.StateOf(from).Links;
        var slot = links.FindInTurn(SimulatedIds.NumberOf(action.Peer));
        if (slot < 0 || links[slot].State != LinkState.Open)
        {
            Lose(from, message);
            return;
        }
        if (message != (object?)lastMessage) Look(message);
        network.Metrics.Bytes += lastBytes;
        ref var end = ref links[slot];
        var id = action.Header.Id.Value;
        var sent = new SimulatedEvent
        {
            Payload = message,
            High = (ulong)(id >> 64),
            Low = (ulong)id,
            Serial = end.Serial,
            From = from,
            To = end.Peer,
            Slot = end.PeerSlot,
            Type = lastType,
            Kind = EventKind.Message,
            Ttl = action.Header.Ttl,
            Hops = action.Header.Hops,
        };
        sent.TimeMs = ArrivalMs(ref end, network.NowMs + (end.Peer == from ? 0 : DelayMs(from, end.Peer)));
        if (hasFaults && end.Peer != from) Disturb(ref sent, from);
        else queue.Add(sent);
    }

    public void Deliver(in SimulatedEvent arrived)
    {
        ref readonly var to = ref network.Table.StateOf(arrived.To);
        var message = Unsafe.As<Message>(arrived.Payload!);
        if (!to.Links.IsOpen(arrived.Slot, arrived.Serial) || network.Partitions.AreApart(arrived.From, arrived.To))
        {
            Lose(arrived.From, message);
            return;
        }
        var type = (MessageType)arrived.Type;
        var header = new Header(new MessageId(new UInt128(arrived.High, arrived.Low)), arrived.Ttl, arrived.Hops);
        network.Metrics.Count(type);
        network.RecordDelivery(arrived.From, arrived.To, message, type, header);
        if (to.MachineCount == 0) return;
        if (to.Reads!(type))
        {
            to.Overlay!.Receive(SimulatedIds.IdOf(arrived.From), header, message, network.Begin(arrived.To));
            network.Perform(arrived.To, 0);
        }
        if (to.MachineCount > 1) DeliverToOthers(arrived, message, type, header);
    }

    /// <summary>When an end's message arrives that could be there at this time: never before an earlier one, nor before the line has carried it.</summary>
    public long ArrivalMs(ref LinkEnd sender, long earliestMs)
    {
        sender.LastArrivalUs = Math.Max(sender.LastArrivalUs, earliestMs * UsPerMs);
        if (options.LinkBytesPerSecond > 0) sender.LastArrivalUs += lastBytes * 1_000_000L / options.LinkBytesPerSecond;
        return (sender.LastArrivalUs + UsPerMs - 1) / UsPerMs;
    }

    public int DelayMs(int from, int to)
    {
        var delayMs = options.DelayIsOfLink
            ? options.LinkDelay.At(SeededDice.Hash(options.Seed, ((ulong)(uint)Math.Min(from, to) << 32) | (uint)Math.Max(from, to)))
            : options.LinkDelay.DrawMs(dice);
        return options.Jitter is { } jitter ? delayMs + jitter.DrawMs(dice) : delayMs;
    }

    private void DeliverToOthers(in SimulatedEvent arrived, Message message, MessageType type, in Header header)
    {
        foreach (var machine in network.Table[arrived.To].Hosted.AsSpan(1))
        {
            if (!machine.Reads(type)) continue;
            machine.Overlay.Receive(SimulatedIds.IdOf(arrived.From), header, message, network.Begin(arrived.To));
            network.Perform(arrived.To, machine.Index);
        }
    }

    private void Disturb(ref SimulatedEvent sent, int from)
    {
        if (Happens(options.DuplicatedPerMillion))
        {
            network.Metrics.Duplicated++;
            var again = sent;
            again.TimeMs += options.LinkDelay.DrawMs(dice);
            queue.Add(again);
        }
        if (Happens(options.LossPerMillion))
        {
            Lose(from, Unsafe.As<Message>(sent.Payload!));
            return;
        }
        if (Happens(options.ReorderedPerMillion))
        {
            network.Metrics.Reordered++;
            sent.TimeMs += options.ReorderDelay.DrawMs(dice);
        }
        queue.Add(sent);
    }

    private bool Happens(int perMillion) => perMillion > 0 && dice.Below(SimulationBounds.Million) < perMillion;

    private void Lose(int from, Message message)
    {
        network.Metrics.Lost++;
        network.Record(StepKind.Lost, null, network.Table[from], message);
    }

    private void Look(Message message)
    {
        (lastMessage, lastType) = (message, (ushort)MessageTable.Find(message).Type);
        if (measures) lastBytes = FrameCodec.Measure(message);
    }
}
