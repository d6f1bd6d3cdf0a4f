namespace WebP2P.Simulation.Transfers;

/// <summary>A line of a fixed rate that its flows share equally. Whole numbers only: µs and millionths of a byte.</summary>
internal sealed class SimulatedUplink(FlowEvents events, long bytesPerSecond)
{
    private const long Millionths = 1_000_000;

    private readonly List<SimulatedFlow> flows = [];
    private long lastUs;
    private long servedEach;
    private int version;

    /// <summary>Bytes that left it, of flows that are over.</summary>
    public long SentBytes { get; private set; }

    public void Begin(SimulatedFlow flow, long nowUs)
    {
        Advance(nowUs);
        (flow.BegunUs, flow.BegunAt) = (nowUs, servedEach);
        flows.Add(flow);
        Plan();
    }

    /// <summary>Bytes of the flow that are here.</summary>
    public long Here(SimulatedFlow flow, long nowUs)
    {
        Advance(nowUs);
        return flow.EndedBytes ?? Math.Min(flow.Bytes, (servedEach - flow.BegunAt) / Millionths);
    }

    public void End(SimulatedFlow flow, long nowUs)
    {
        Advance(nowUs);
        if (!flows.Remove(flow)) return;
        flow.EndedBytes = Here(flow, nowUs);
        SentBytes += flow.EndedBytes.Value;
        Plan();
    }

    /// <summary>Bytes that left it, of all flows.</summary>
    public long AllSentBytes(long nowUs) => SentBytes + flows.Sum(flow => Here(flow, nowUs));

    private void Advance(long nowUs)
    {
        if (flows.Count > 0) servedEach += bytesPerSecond * (nowUs - lastUs) / flows.Count;
        lastUs = nowUs;
    }

    private void Plan()
    {
        version++;
        if (flows.Count == 0) return;
        var (current, first) = (version, First());
        var missing = Math.Max(0, EndOf(first) - servedEach);
        var atUs = lastUs + (missing * flows.Count + bytesPerSecond - 1) / bytesPerSecond;
        events.Add(atUs, () => Deliver(first, atUs), () => current == version);
    }

    private SimulatedFlow First()
    {
        var first = flows[0];
        foreach (var flow in flows)
        {
            if (EndOf(flow) < EndOf(first)) first = flow;
        }
        return first;
    }

    private static long EndOf(SimulatedFlow flow) => flow.BegunAt + flow.HeadEndBytes * Millionths;

    private void Deliver(SimulatedFlow flow, long nowUs)
    {
        Advance(nowUs);
        // What is over leaves the line before the machine hears of it and asks for more.
        flow.Advance();
        if (flow.IsOver)
        {
            flows.Remove(flow);
            flow.EndedBytes = flow.Bytes;
            SentBytes += flow.Bytes;
        }
        Plan();
        flow.Tell();
    }
}
