using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>The network a node belongs to: nodes of different networks do not link; a key makes it private.</summary>
public sealed class NetworkName
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameLengthMax = 64;

    private static readonly byte[] IdTag = "webp2p network 1\0"u8.ToArray();
    private static readonly byte[] ProofTag = "webp2p hello proof 1\0"u8.ToArray();

    private readonly Bytes32? key;

    private NetworkName(string name, Bytes32? key)
    {
        Name = name;
        this.key = key;
        Id = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData([.. IdTag, .. Encoding.UTF8.GetBytes(name)]));
    }

    public string Name { get; }

    /// <summary>First 16 bytes of SHA-256(tag, name).</summary>
    public UInt128 Id { get; }

    /// <summary>Whether both sides of a link must prove the key.</summary>
    public bool IsPrivate => key is not null;

    /// <summary>Parses <c>NAME[:KEY]</c>; the key is 64 hex digits.</summary>
    public static bool TryParse(string text, out NetworkName? network)
    {
        network = null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        if (name.Length is 0 or > NameLengthMax) return false;
        if (colon < 0)
        {
            network = new NetworkName(name, null);
            return true;
        }

        if (!Bytes32.TryParse(text.AsSpan(colon + 1), out var key)) return false;
        network = new NetworkName(name, key);
        return true;
    }

    /// <summary>What <paramref name="prover"/> shows to <paramref name="verifier"/>: knowledge of the key, bound to this one conversation.</summary>
    public Bytes32 Proof(NodeId prover, Bytes32 proverNonce, NodeId verifier, Bytes32 verifierNonce)
    {
        byte[] said = [.. ProofTag, .. proverNonce.ToArray(), .. verifierNonce.ToArray(), .. prover.Value.ToArray(), .. verifier.Value.ToArray()];
        return new Bytes32(HMACSHA256.HashData(key.GetValueOrDefault().ToArray(), said));
    }
}
