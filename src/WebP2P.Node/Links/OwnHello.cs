using System.Security.Cryptography;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Node.Links;

/// <summary>What this node says of itself on every new link.</summary>
internal sealed class OwnHello(NodeOptions options, NetworkName network, LinkUsers users, IPeerDirectory directory, TimeProvider time)
{
    private static readonly string Agent = $"WebP2P/{typeof(OwnHello).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>A new hello with a nonce of its own.</summary>
    public Hello Make(PeerAddress? observed) => new(
        LinkHandshake.VersionMin,
        LinkHandshake.VersionMax,
        network.Id,
        users.Capabilities,
        Agent,
        options.Name,
        directory.Own?.Value.Addresses ?? [],
        observed,
        directory.Own?.Value.Reachable ?? Reachability.Unknown,
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Length)));
}
