using System.Net;
using System.Net.NetworkInformation;

namespace WebP2P.Node.Links;

/// <summary>Notices that this machine, or a node that is spoken with, is somewhere else now: what led to the old place is not waited for.</summary>
internal sealed class AddressWatch(LinkHub hub, PeerConnector connector, OwnRecord own, PeerDirectory directory) : IDisposable
{
    /// <summary>An address that comes and one that goes are one change.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private const string Elsewhere = "this node is elsewhere now";

    private Timer? timer;

    public void Start()
    {
        timer ??= new Timer(_ => OwnMoved());
        NetworkChange.NetworkAddressChanged += Changed;
        directory.Moved += PeerMoved;
    }

    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= Changed;
        directory.Moved -= PeerMoved;
        timer?.Dispose();
    }

    private void Changed(object? sender, EventArgs change) => timer?.Change(Settling, Timeout.InfiniteTimeSpan);

    private void OwnMoved()
    {
        var here = LocalNetwork.Interfaces().Select(network => network.Own).ToHashSet();
        connector.Streams.End(stream => IsGone(stream.Local, here));
        foreach (var link in hub.Links)
        {
            link.Wire.Pulse.Doubt();
            if (!IsGone(link.Wire.Local, here)) continue;
            // What was seen over it tells of the old place.
            own.Unlinked(link.Peer, Elsewhere);
            link.Wire.Abort(Elsewhere);
        }

        own.Refresh();
    }

    /// <summary>Loopback has more addresses than any interface tells; a scope is no part of the address.</summary>
    internal static bool IsGone(IPAddress? local, IReadOnlySet<IPAddress> here) => local is not null && here.Count > 0
        && !IPAddress.IsLoopback(local) && !here.Contains(new IPAddress(AddressPolicy.Plain(local).GetAddressBytes()));

    private void PeerMoved(PeerMove move)
    {
        var gone = move.Before.Addresses.Except(move.Now.Addresses).Select(address => address.Ip).OfType<IPAddress>().Except(move.Now.Addresses.Select(address => address.Ip).OfType<IPAddress>()).ToHashSet();
        if (gone.Count == 0) return;
        // Before the streams end: whoever misses them asks for a link at once, and is not to be given this one.
        if (hub.Find(move.Peer) is { } link && gone.Contains(AddressPolicy.Plain(link.Wire.Remote.Address))) link.Wire.Pulse.Doubt();
        connector.Streams.End(stream => stream.Peer == move.Peer && gone.Contains(AddressPolicy.Plain(stream.Remote.Address)));
    }
}
