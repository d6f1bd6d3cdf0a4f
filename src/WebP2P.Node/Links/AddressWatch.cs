using System.Net;
using System.Net.NetworkInformation;

namespace WebP2P.Node.Links;

/// <summary>Notices that this machine, or a node that is spoken with, is somewhere else now: what led to the old place is not waited for.</summary>
internal sealed class AddressWatch(LinkHub hub, PeerConnector connector, OwnRecord own, PeerDirectory directory) : IDisposable
{
    /// <summary>An address that comes and one that goes are one change.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

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
        connector.Streams.End(stream => stream.Local is { } local && !here.Contains(AddressPolicy.Plain(local)));
        foreach (var link in hub.Links) link.Wire.Pulse.Doubt();
        own.Refresh();
    }

    private void PeerMoved(PeerMove move)
    {
        var gone = move.Before.Addresses.Except(move.Now.Addresses).Select(address => address.Ip).OfType<IPAddress>().Except(move.Now.Addresses.Select(address => address.Ip).OfType<IPAddress>()).ToHashSet();
        if (gone.Count == 0) return;
        connector.Streams.End(stream => stream.Peer == move.Peer && gone.Contains(AddressPolicy.Plain(stream.Remote.Address)));
        if (hub.Find(move.Peer) is { } link && gone.Contains(AddressPolicy.Plain(link.Wire.Remote.Address))) link.Wire.Pulse.Doubt();
    }
}
