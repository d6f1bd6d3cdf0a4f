using WebP2P.Protocols.Links;

namespace WebP2P.Node.Links;

/// <summary>Looks at every link a few times a second: pings, ends the dead ones and those that neither side holds.</summary>
internal sealed class LinkKeeper : IDisposable
{
    private readonly LinkHub hub;
    private readonly LinkOptions options;
    private readonly Timer timer;
    private int isLooking;

    public LinkKeeper(LinkHub hub, LinkOptions options)
    {
        this.hub = hub;
        this.options = options;
        var tickMs = Math.Clamp(Math.Min(options.PingLanMs, options.UnheldMs) / 4, 5, 250);
        timer = new Timer(_ => Look(), null, tickMs, tickMs);
    }

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref isLooking, 1) == 1) return;
        var nowMs = Environment.TickCount64;
        foreach (var link in hub.Links) Look(link, nowMs);
        Volatile.Write(ref isLooking, 0);
    }

    private void Look(Link link, long nowMs)
    {
        if (link.IsUnheldFor(nowMs, options.UnheldMs))
        {
            hub.Close(link.Peer, "neither side needs the link");
            return;
        }

        switch (link.Wire.Pulse.Step(nowMs))
        {
            case PulseStep.Ping: hub.Send(link.Peer, default, new Ping(nowMs)); break;
            case PulseStep.Dead: link.Wire.Abort($"no answer to {options.PingsMissedMax} pings"); break;
        }
    }
}
