using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>The only way out: every connection to another node is dialled here.</summary>
internal sealed class PeerConnector(PeerTls tls, IPeerDirectory directory, LocalNetwork local, DropCounters drops, LinkOptions options) : IPeerStreams
{
    private readonly DialBook book = new();
    private readonly FirstMet firstMet = new();
    private readonly PeerHttpClients clients = new(options.ConnectionsPerPeerMax);
    private readonly ConcurrentDictionary<NodeId, SemaphoreSlim> firstDials = new();

    public FirstMet FirstMet => firstMet;

    /// <summary>Streams of nodes that are asked to call back.</summary>
    public CallBackWaits CallBacks { get; } = new(options.CallBackTimeoutMs);

    /// <summary>Streams that carry requests.</summary>
    public OpenStreams Streams { get; } = new();

    public async Task<Stream> OpenAsync(NodeId peer, CancellationToken cancellationToken)
    {
        var opened = await DialAsync(peer, cancellationToken);
        Streams.Add(opened);
        return opened.Stream;
    }

    public HttpMessageInvoker Http(NodeId peer) => clients.For(peer, OpenAsync);

    /// <summary>Dials what the owner typed.</summary>
    /// <exception cref="IOException">The message says why there is no stream.</exception>
    public async Task<PeerStream> DialAsync(PeerAddress address, NodeId? peer, CancellationToken cancellationToken)
    {
        if (peer is { } named) firstMet.Replace(address, named);
        var expected = peer ?? firstMet.At(address);
        try
        {
            var stream = await DialAsync(address, expected, AddressOrigin.Owner, cancellationToken);
            firstMet.Remember(address, stream.Peer);
            return stream;
        }
        catch (WrongPeerException wrong) when (peer is null)
        {
            throw new IOException($"{wrong.Message}; if that is right, add it as {address}/NODEID", wrong);
        }
    }

    /// <summary>Whether an address that others told may be dialled.</summary>
    public AddressVerdict Judge(PeerAddress address) =>
        address.Ip is { } ip ? AddressPolicy.Judge(ip, address.Port, AddressOrigin.Told, local.Surroundings()) : AddressVerdict.Unspecified;

    /// <summary>The node answered there in an earlier run.</summary>
    public void Remember(NodeId peer, PeerAddress address) => book.Prove(peer, address);

    /// <summary>Where the node answered last; null when it never did.</summary>
    public PeerAddress? LastGood(NodeId peer) => book.LastGood(peer);

    /// <summary>Dials where a linked node comes from, because it asked for it.</summary>
    /// <exception cref="IOException">That node did not answer there.</exception>
    public Task<PeerStream> DialBackAsync(PeerAddress address, NodeId peer, CancellationToken cancellationToken) => DialAsync(address, peer, AddressOrigin.Told, cancellationToken);

    /// <summary>Dials the peer, or has it call back: first what is more likely to work, then the other.</summary>
    /// <exception cref="IOException">Neither way leads there; the message says why.</exception>
    public async Task<PeerStream> DialAsync(NodeId peer, CancellationToken cancellationToken)
    {
        var isOwnClosed = directory.Own?.Value.Reachable == Reachability.No;
        var isTheirsClosed = directory.Find(peer)?.Value.Reachable == Reachability.No;
        if (isOwnClosed || CallBacks.Ask is null) return await DialClosedAsync(peer, isOwnClosed && isTheirsClosed, cancellationToken);
        var isCallFirst = isTheirsClosed || book.IsCallFirst(peer, Environment.TickCount64);
        try
        {
            return await (isCallFirst ? CallAsync(peer, cancellationToken) : DialDirectAsync(peer, cancellationToken));
        }
        catch (IOException first)
        {
            try
            {
                return await (isCallFirst ? DialDirectAsync(peer, cancellationToken) : CallAsync(peer, cancellationToken));
            }
            catch (IOException second)
            {
                throw new IOException($"{first.Message}; {second.Message}", second);
            }
        }
    }

    /// <summary>Dials the addresses of the peer's newest record, the last good one first.</summary>
    /// <exception cref="IOException">No address answered with this id.</exception>
    public async Task<PeerStream> DialDirectAsync(NodeId peer, CancellationToken cancellationToken)
    {
        if (book.IsProven(peer)) return await DialKnownAsync(peer, cancellationToken);

        // One caller makes the only dial that an unproven node gets; the others find it proven or refused.
        var turn = firstDials.GetOrAdd(peer, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await DialKnownAsync(peer, cancellationToken);
        }
        finally
        {
            turn.Release();
            firstDials.TryRemove(peer, out _);
        }
    }

    /// <summary>Nobody can call this node back, so dialling is all there is: two nodes behind one router may still meet.</summary>
    private async Task<PeerStream> DialClosedAsync(NodeId peer, bool needsRelay, CancellationToken cancellationToken)
    {
        try
        {
            return await DialDirectAsync(peer, cancellationToken);
        }
        catch (IOException exception) when (needsRelay)
        {
            throw new IOException("neither can be dialled; needs a relay, which this version does not have", exception);
        }
    }

    private async Task<PeerStream> CallAsync(NodeId peer, CancellationToken cancellationToken)
    {
        var stream = await CallBacks.OpenAsync(peer, cancellationToken);
        book.Prove(peer, null);
        book.CallFirst(peer, Environment.TickCount64);
        return stream;
    }

    private async Task<PeerStream> DialKnownAsync(NodeId peer, CancellationToken cancellationToken)
    {
        var lastGood = book.LastGood(peer);
        // Without a record that still counts there may be the address of an earlier run.
        var addresses = directory.Find(peer)?.Value.Addresses ?? (lastGood is null ? null : [lastGood]);
        if (addresses is null) throw new IOException($"no address of node {peer.ShortText} is known");
        var failures = new List<string>();
        foreach (var address in addresses.OrderByDescending(known => known == lastGood))
        {
            try
            {
                return await DialToldAsync(address, peer, cancellationToken);
            }
            catch (IOException exception)
            {
                failures.Add($"{address}: {exception.Message}");
            }
        }

        throw new IOException(failures.Count == 0 ? $"node {peer.ShortText} has no address" : string.Join("; ", failures));
    }

    /// <summary>Dials where others say that the node is.</summary>
    /// <exception cref="IOException">It may not be dialled, not now, or nobody with this id answered.</exception>
    public async Task<PeerStream> DialToldAsync(PeerAddress address, NodeId peer, CancellationToken cancellationToken)
    {
        if (!book.TryBegin(address, peer, Environment.TickCount64))
        {
            drops.Count(DropReason.RateExceeded);
            throw new IOException("it did not answer lately; it is tried again after 10 minutes");
        }

        return await DialAsync(address, peer, AddressOrigin.Told, cancellationToken);
    }

    private async Task<PeerStream> DialAsync(PeerAddress address, NodeId? expected, AddressOrigin origin, CancellationToken cancellationToken)
    {
        var surroundings = local.Surroundings();
        IOException? failure = null;
        foreach (var ip in await ResolveAsync(address, cancellationToken))
        {
            var verdict = AddressPolicy.Judge(ip, address.Port, origin, surroundings);
            if (verdict != AddressVerdict.Allowed)
            {
                drops.Count(DropReason.AddressRefused);
                failure ??= new IOException(AddressPolicy.Explain(verdict));
                continue;
            }

            try
            {
                var stream = await tls.ConnectAsync(new IPEndPoint(ip, address.Port), expected, options.ConnectTimeoutMs, cancellationToken);
                book.Prove(stream.Peer, address);
                return stream;
            }
            catch (IOException exception)
            {
                if (exception is WrongPeerException) drops.Count(DropReason.WrongIdentity);
                failure = exception;
            }
        }

        throw failure ?? new IOException("the name has no address");
    }

    private static async Task<IPAddress[]> ResolveAsync(PeerAddress address, CancellationToken cancellationToken)
    {
        if (address.Ip is { } literal) return [literal];
        try
        {
            return await Dns.GetHostAddressesAsync(address.Host, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new IOException("the name cannot be resolved", exception);
        }
    }
}
