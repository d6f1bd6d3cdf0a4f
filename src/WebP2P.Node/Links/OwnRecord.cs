using System.Collections.Concurrent;
using System.Net;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>The own peer record: signed anew and published when name, addresses or abilities change, and before it gets old.</summary>
public sealed class OwnRecord : ILinkUser, IDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(1);
    private const long RenewMs = 12L * 3600 * 1000;

    private readonly NodeOptions options;
    private readonly LocalNetwork local;
    private readonly PeerDirectory directory;
    private readonly RecordSigner signer;
    private readonly LinkHub hub;
    private readonly ConcurrentDictionary<NodeId, (IPAddress Seen, IPAddress Witness)> observed = new();
    private readonly Announcement announcement;
    private readonly Lock gate = new();
    private Timer? timer;
    private Reachability reachable;

    internal OwnRecord(NodeOptions options, LocalNetwork local, PeerDirectory directory, RecordSigner signer, LinkHub hub)
    {
        this.options = options;
        this.local = local;
        this.directory = directory;
        this.signer = signer;
        this.hub = hub;
        announcement = new Announcement(options.Announce);
        hub.Attach(this);
    }

    /// <summary>A new record was signed; links are told already. Handlers only enqueue.</summary>
    public event Action<Signed<PeerRecord>>? Changed;

    public string Name => "record";

    public string? Capability => null;

    public bool Reads(MessageType type) => false;

    /// <summary>The port that others dial; null before the node listens.</summary>
    internal int? Port => local.PeerListen is { } listen ? announcement.Port ?? listen.Port : null;

    public void Linked(NodeId peer, Hello hello)
    {
        if (hello.Observed?.Ip is not { } seen || hub.Find(peer)?.Wire.Remote.Address is not { } witness) return;
        observed[peer] = (seen, witness);
        Refresh();
    }

    public void Unlinked(NodeId peer, string reason) => observed.TryRemove(peer, out _);

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason)
    {
    }

    public void Received(NodeId peer, in Header header, Message message)
    {
    }

    /// <summary>Whether others can dial this node, as found out now.</summary>
    internal void ReachableIs(Reachability found)
    {
        lock (gate) reachable = found;
        Refresh();
    }

    /// <summary>Looks at what there is to say now; publishes when it differs from what was said.</summary>
    public void Refresh()
    {
        Signed<PeerRecord> signed;
        lock (gate)
        {
            if (local.PeerListen is not { } listen) return;
            var addresses = OwnAddresses.Choose(announcement.Addresses, listen, [.. observed.Values], local.Surroundings());
            var said = directory.Own;

            // When no peer is left who sees this node, what was last seen stays.
            if (addresses.Count == 0 && observed.IsEmpty && said is not null) addresses = said.Value.Addresses;
            var record = new PeerRecord(options.Name, addresses, hub.Capabilities) { Reachable = reachable };
            if (said is not null && IsSame(said.Value, record) && !IsOld(said)) return;
            signed = signer.Sign(record);
            directory.Own = signed;
        }

        hub.Broadcast(new PeerRecordChanged(signed));
        Changed?.Invoke(signed);
    }

    public void Dispose() => timer?.Dispose();

    /// <summary>From now on the record is kept fresh.</summary>
    internal void Start()
    {
        if (announcement.IsName) _ = ResolveAsync();
        else Refresh();
        timer ??= new Timer(_ => _ = ResolveAsync(), null, CheckInterval, CheckInterval);
    }

    private async Task ResolveAsync()
    {
        await announcement.ResolveAsync();
        Refresh();
    }

    private bool IsOld(Signed<PeerRecord> said) => signer.NowUnixMs - (said.ExpiresUnixMs - Protocols.Wire.Envelope.LifetimeMsMax) >= RenewMs;

    private static bool IsSame(PeerRecord left, PeerRecord right) =>
        left.Name == right.Name && left.Reachable == right.Reachable && left.Addresses.SequenceEqual(right.Addresses) && left.Capabilities.SequenceEqual(right.Capabilities);
}
