using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WebP2P.Node.Identity;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Identity;

public sealed class NodeIdentityTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void The_id_stays_over_restarts_and_is_the_hash_of_the_public_key()
    {
        var first = OpenOnce();
        Assert.Equal(first, OpenOnce());
        using var folder = DataFolder.Open(temp["data"]);
        using var identity = NodeIdentity.Open(folder);
        Assert.Equal(NodeIdentity.SpkiBytes, identity.Spki.Length);
        Assert.Equal(new NodeId(new Bytes32(SHA256.HashData(identity.Spki.Span))), identity.Id);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.PathOf("node.key")));
    }

    [Fact]
    public void A_peer_s_certificate_gives_its_id()
    {
        using var folder = DataFolder.Open(temp["data"]);
        using var identity = NodeIdentity.Open(folder);
        using var shown = X509CertificateLoader.LoadCertificate(identity.Certificate.RawData);
        Assert.True(NodeIdentity.TryNodeId(shown, out var id));
        Assert.Equal(identity.Id, id);
    }

    [Fact]
    public void Certificates_with_other_keys_name_no_node()
    {
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var other = new CertificateRequest("CN=other", otherCurve, HashAlgorithmName.SHA256);
        var rsaOther = new CertificateRequest("CN=other", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var request in new[] { other, rsaOther })
        {
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            Assert.False(NodeIdentity.TryNodeId(certificate, out _));
        }
        Assert.False(NodeIdentity.TryNodeId(new byte[NodeIdentity.SpkiBytes], out _));
    }

    [Fact]
    public void A_signature_has_64_bytes_and_is_checked_with_the_public_key()
    {
        using var folder = DataFolder.Open(temp["data"]);
        using var identity = NodeIdentity.Open(folder);
        var signature = identity.Sign("said"u8);
        Assert.Equal(NodeIdentity.SignatureBytes, signature.Length);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(identity.Spki.Span, out _);
        Assert.True(key.VerifyData("said"u8, signature, HashAlgorithmName.SHA256));
        Assert.False(key.VerifyData("unsaid"u8, signature, HashAlgorithmName.SHA256));
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("")]
    public void A_key_file_that_holds_no_key_is_refused_and_kept(string text)
    {
        using var folder = DataFolder.Open(temp["data"]);
        File.WriteAllText(folder.PathOf("node.key"), text);
        Assert.Throws<InvalidDataException>(() => NodeIdentity.Open(folder));
        Assert.Equal(text, File.ReadAllText(folder.PathOf("node.key")));
    }

    [Fact]
    public async Task Two_nodes_know_each_other_over_TLS_13()
    {
        using var aliceFolder = DataFolder.Open(temp["alice"]);
        using var bobFolder = DataFolder.Open(temp["bob"]);
        using var alice = NodeIdentity.Open(aliceFolder);
        using var bob = NodeIdentity.Open(bobFolder);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var serving = new SslStream(accepted.GetStream());
        await using var dialling = new SslStream(client.GetStream());
        await Task.WhenAll(
            serving.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = bob.Certificate, ClientCertificateRequired = true, EnabledSslProtocols = SslProtocols.Tls13, RemoteCertificateValidationCallback = HasNodeKey }),
            dialling.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = bob.Id.ToString()[..32], ClientCertificates = [alice.Certificate], EnabledSslProtocols = SslProtocols.Tls13, RemoteCertificateValidationCallback = HasNodeKey }));
        Assert.Equal(bob.Id, IdOf(dialling));
        Assert.Equal(alice.Id, IdOf(serving));
    }

    public void Dispose() => temp.Dispose();

    private static bool HasNodeKey(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown is X509Certificate2 certificate && NodeIdentity.TryNodeId(certificate, out _);

    private static NodeId IdOf(SslStream stream) =>
        NodeIdentity.TryNodeId(new X509Certificate2(stream.RemoteCertificate!), out var id) ? id : default;

    private NodeId OpenOnce()
    {
        using var folder = DataFolder.Open(temp["data"]);
        using var identity = NodeIdentity.Open(folder);
        return identity.Id;
    }
}
