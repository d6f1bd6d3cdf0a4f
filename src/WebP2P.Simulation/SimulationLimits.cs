using System.Globalization;

namespace WebP2P.Simulation;

/// <summary>Ends a run that goes too far. Memory is looked at now and then only: asking for it costs more than an event.</summary>
internal sealed class SimulationLimits(SimulationOptions options)
{
    private const long EventsBetweenLooks = 1 << 18;
    private const int NodesBetweenLooks = 1 << 12;

    private long nextLook = Math.Min(EventsBetweenLooks, options.EventsMax);

    public void CheckNode(int nodes)
    {
        if (nodes >= options.NodesMax) throw Reached(nameof(options.NodesMax), options.NodesMax, "nodes");
        if (nodes % NodesBetweenLooks == NodesBetweenLooks - 1) CheckMemory();
    }

    public void CheckEvent(long events, long timeMs)
    {
        if (timeMs > options.VirtualMsMax) throw Reached(nameof(options.VirtualMsMax), options.VirtualMsMax, "ms of virtual time");
        if (events <= nextLook) return;
        if (events > options.EventsMax) throw Reached(nameof(options.EventsMax), options.EventsMax, "events");
        nextLook = Math.Min(events + EventsBetweenLooks, options.EventsMax);
        CheckMemory();
    }

    private void CheckMemory()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) <= options.MemoryBytesMax) return;
        if (GC.GetTotalMemory(forceFullCollection: true) > options.MemoryBytesMax) throw Reached(nameof(options.MemoryBytesMax), options.MemoryBytesMax, "bytes of memory");
    }

    private static SimulationLimitException Reached(string name, long limit, string unit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The run was ended: it needs more than {limit:N0} {unit} ({name})."));
}
