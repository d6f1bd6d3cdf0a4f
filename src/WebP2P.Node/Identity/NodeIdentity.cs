using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Identity;

/// <summary>The node's P-256 key, its certificate, and the id that follows from the public half.</summary>
public sealed class NodeIdentity : IDisposable
{
    /// <summary>Length of a P-256 public key as SubjectPublicKeyInfo with an uncompressed point.</summary>
    public const int SpkiBytes = 91;

    /// <summary>Length of a signature: r and s of 32 bytes each.</summary>
    public const int SignatureBytes = 64;

    private const string KeyFileName = "node.key";

    /// <summary>What precedes the point in every P-256 SPKI: algorithm, named curve, and the mark of an uncompressed point.</summary>
    private static readonly byte[] SpkiPrefix = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private readonly ECDsa key;

    private NodeIdentity(ECDsa key)
    {
        this.key = key;
        Spki = key.ExportSubjectPublicKeyInfo();
        Id = new NodeId(new Bytes32(SHA256.HashData(Spki.Span)));
        Certificate = Certify(key);
    }

    /// <summary>SHA-256 of <see cref="Spki"/>.</summary>
    public NodeId Id { get; }

    /// <summary>The public key, 91 bytes.</summary>
    public ReadOnlyMemory<byte> Spki { get; }

    /// <summary>Self-signed, with its private key; for both ends of TLS 1.3.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Reads the key of the data folder, or makes one at the first start.</summary>
    /// <exception cref="InvalidDataException">The key file is not a P-256 key; it is never replaced by itself.</exception>
    public static NodeIdentity Open(DataFolder folder)
    {
        if (folder.ReadSecret(KeyFileName) is { } stored) return new NodeIdentity(Import(stored, folder.PathOf(KeyFileName)));
        var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.WriteSecret(KeyFileName, made.ExportPkcs8PrivateKey());
        return new NodeIdentity(made);
    }

    /// <summary>The id of the node that showed this certificate; false unless its key is a P-256 SPKI of exactly 91 bytes.</summary>
    public static bool TryNodeId(X509Certificate2 certificate, out NodeId id) =>
        TryNodeId(certificate.PublicKey.ExportSubjectPublicKeyInfo(), out id);

    /// <summary>The id of the node with this public key; false unless it is a P-256 SPKI of exactly 91 bytes.</summary>
    public static bool TryNodeId(ReadOnlySpan<byte> spki, out NodeId id)
    {
        var isKey = spki.Length == SpkiBytes && spki.StartsWith(SpkiPrefix);
        id = isKey ? new NodeId(new Bytes32(SHA256.HashData(spki))) : default;
        return isKey;
    }

    /// <summary>ES256 over the data: 64 bytes, r then s.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => key.SignData(data, HashAlgorithmName.SHA256);

    /// <inheritdoc />
    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }

    private static ECDsa Import(byte[] stored, string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(stored, out _);
            if (TryNodeId(key.ExportSubjectPublicKeyInfo(), out _)) return key;
        }
        catch (CryptographicException)
        {
            // Reported below together with keys of another curve.
        }
        key.Dispose();
        throw new InvalidDataException($"'{path}' does not hold a P-256 key. Restore it from a copy; deleting it gives this node a new identity.");
    }

    /// <summary>The validity is fixed, since peers check the key and not the dates, and the own clock may be wrong.</summary>
    private static X509Certificate2 Certify(ECDsa key)
    {
        var request = new CertificateRequest("CN=WebP2P", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        if (!OperatingSystem.IsWindows()) return certificate;
        // Windows' TLS refuses keys that live in memory only.
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
