using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebP2P.Host.Access;

/// <summary>The certificate of the control listener: the owner's, or one that the node signs itself and keeps.</summary>
internal static class ControlCertificate
{
    private const string FileName = "control.pfx";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(825);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    public static X509Certificate2 Load(string path) =>
        Path.GetExtension(path) is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(path, null)
            : X509Certificate2.CreateFromPemFile(path);

    public static X509Certificate2 OpenOwn(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        if (File.Exists(path))
        {
            var kept = X509CertificateLoader.LoadPkcs12FromFile(path, null);
            if (kept.NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().UtcDateTime + RenewBefore) return kept;
            kept.Dispose();
            File.Delete(path);
        }

        PrivateFile.CreateFolder(dataFolder);
        using var made = Make();
        PrivateFile.Create(path, made.Export(X509ContentType.Pkcs12));
        return X509CertificateLoader.LoadPkcs12FromFile(path, null);
    }

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=WebP2P control plane", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Environment.MachineName);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
    }
}
