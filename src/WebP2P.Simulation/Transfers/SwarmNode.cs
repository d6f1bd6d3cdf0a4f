using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Simulation.Transfers;

/// <summary>A node of a swarm: the same plan and the same queue as on a real one.</summary>
internal sealed class SwarmNode(int number, SwarmOptions options, ContentId content, Dice dice, FlowEvents events)
{
    private readonly Dictionary<NodeId, (int Pieces, long AtMs)> told = [];

    public int Number { get; } = number;

    public NodeId Id { get; } = TransferNodes.Id(number);

    /// <summary>Null for the one who has it.</summary>
    public DownloadPlan? Plan { get; } = number == 0 ? null : new DownloadPlan(content, new Bitfield(new PieceMap(content.SizeBytes).Count), dice.Below(new PieceMap(content.SizeBytes).Count)) { Self = TransferNodes.Id(number) };

    public UploadQueue Queue { get; } = new(number == 0 ? options.SeedSlots : options.Slots);

    public TransferTurn Turn { get; } = new(dice);

    public SimulatedUplink Uplink { get; } = new(events, number == 0 ? options.SeedBytesPerSecond : options.LeecherBytesPerSecond);

    /// <summary>Pieces in the order in which they came.</summary>
    public List<int> Arrived { get; } = [];

    public Dictionary<(NodeId Source, int Connection), SimulatedFlow> Requests { get; } = [];

    public long? DoneMs { get; set; }

    public int PlanWakes { get; set; }

    public int QueueWakes { get; set; }

    public Have Have(int pieces, NodeId to)
    {
        told[to] = (Arrived.Count, long.MinValue / 2);
        return new Have(content, (Plan?.Verified ?? TransferNodes.Whole(pieces)).ToBytes());
    }

    /// <summary>What the peer was not told of yet; null when there is nothing, or it heard something just now.</summary>
    public HaveMore? News(NodeId to, long nowMs)
    {
        var (known, atMs) = told.GetValueOrDefault(to);
        if (known == Arrived.Count || nowMs < atMs + options.NewsMs) return null;
        told[to] = (Arrived.Count, nowMs);
        return new HaveMore(content, [.. Arrived.Skip(known).Select(piece => new PieceRun(piece, 1))]);
    }
}
