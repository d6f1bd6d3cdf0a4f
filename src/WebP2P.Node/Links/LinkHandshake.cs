using System.Security.Cryptography;
using WebP2P.Node.Identity;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>The hello of both sides: versions, network, and in a private network the proof that both have its key.</summary>
internal sealed class LinkHandshake(NodeIdentity identity, NetworkName network, DropCounters drops, LinkOptions options)
{
    public const int VersionMin = 1;
    public const int VersionMax = 1;

    public NodeId Self => identity.Id;

    /// <summary>Either the other side's hello, or why there is no link; the other side was told.</summary>
    public async Task<(Hello? Hello, string? Refusal)> RunAsync(LinkSocket socket, LinkReader reader, NodeId peer, Hello own)
    {
        var exchange = ExchangeAsync(socket, reader, peer, own);
        try
        {
            return await exchange.WaitAsync(TimeSpan.FromMilliseconds(options.HelloTimeoutMs));
        }
        catch (TimeoutException)
        {
            return Refuse(socket, DropReason.NotAllowedInState, $"there was no hello within {options.HelloTimeoutMs / 1000.0:0.#} s");
        }
    }

    public Closing Closing(string reason) => new(reason, VersionMin, VersionMax, network.Id);

    private async Task<(Hello? Hello, string? Refusal)> ExchangeAsync(LinkSocket socket, LinkReader reader, NodeId peer, Hello own)
    {
        socket.TrySend(default, own);
        var first = await reader.NextAsync(LinkPhase.Greeting, options.HelloBytesMax);
        if (first?.Message is Closing closing) return (null, Explain(closing));
        if (first?.Message is not Hello hello) return Refuse(socket, DropReason.NotAllowedInState, reader.Problem ?? "it closed without a hello");
        if (hello.VersionMin > VersionMax || hello.VersionMax < VersionMin)
            return Refuse(socket, DropReason.WrongNetwork, $"no common version: this node speaks {VersionMin} to {VersionMax}, the other {hello.VersionMin} to {hello.VersionMax}");
        if (hello.NetworkId != network.Id)
            return Refuse(socket, DropReason.WrongNetwork, $"other network: this node is in {network.Id:x32}, the other in {hello.NetworkId:x32}");
        if (hello.Nonce == own.Nonce) return Refuse(socket, DropReason.Replayed, "its hello repeats this node's nonce");
        return network.IsPrivate ? await ProveAsync(socket, reader, peer, (own.Nonce, hello)) : (hello, null);
    }

    private async Task<(Hello? Hello, string? Refusal)> ProveAsync(LinkSocket socket, LinkReader reader, NodeId peer, (Bytes32 OwnNonce, Hello Theirs) hellos)
    {
        socket.TrySend(default, new HelloProof(network.Proof(Self, hellos.OwnNonce, peer, hellos.Theirs.Nonce)));
        var next = await reader.NextAsync(LinkPhase.Greeting, FrameCodec.FrameBytesMax);
        if (next?.Message is Closing closing) return (null, Explain(closing));
        var expected = network.Proof(peer, hellos.Theirs.Nonce, Self, hellos.OwnNonce);
        var isProven = next?.Message is HelloProof proof && CryptographicOperations.FixedTimeEquals(proof.Proof.ToArray(), expected.ToArray());
        return isProven ? (hellos.Theirs, null) : Refuse(socket, DropReason.WrongNetwork, "it does not have the key of this private network");
    }

    private (Hello? Hello, string? Refusal) Refuse(LinkSocket socket, DropReason reason, string refusal)
    {
        drops.Count(reason);
        socket.TrySend(default, Closing(refusal));
        socket.Complete();
        return (null, refusal);
    }

    private string Explain(Closing closing)
    {
        var theirs = closing.NetworkId == network.Id ? "" : $"; it is in network {closing.NetworkId:x32}, this node in {network.Id:x32}";
        return $"it refused: {ForeignText.Line(closing.Reason)}{theirs}";
    }
}
