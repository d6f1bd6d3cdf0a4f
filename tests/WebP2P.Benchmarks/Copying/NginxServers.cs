using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace WebP2P.Benchmarks.Copying;

/// <summary>The yardstick's sources: one nginx for each, which serve the files of a folder, plain or over TLS 1.3 with a P-256 key as nodes have.</summary>
internal sealed class NginxServers : IDisposable
{
    private readonly List<Process> servers = [];
    private readonly string root;

    /// <param name="rates">Bytes a second of each connection of each server; 0 is no limit.</param>
    public NginxServers(string root, bool isTls, params IReadOnlyList<long> rates)
    {
        this.root = root;
        var ports = rates.Select(_ => FreePort()).ToList();
        Urls = [.. ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"{(isTls ? "https" : "http")}://127.0.0.1:{port}"))];
        for (var number = 0; number < ports.Count; number++) servers.Add(Serve(ports[number], isTls, rates[number]));
        foreach (var port in ports) Await(port);
    }

    public IReadOnlyList<string> Urls { get; }

    public void Dispose()
    {
        foreach (var server in servers)
        {
            server.Kill();
            server.WaitForExit();
            server.Dispose();
        }
    }

    private Process Serve(int port, bool isTls, long rate)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, $"nginx{port}")).FullName;
        var paths = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {folder}/{name};"));
        var limit = rate == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"limit_rate {rate};");
        var listen = string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port}{(isTls ? " ssl" : "")};");
        var tls = isTls ? WriteCertificate(folder) : "";
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $"daemon off; master_process off; user root; pid {folder}/pid; error_log {folder}/error; events {{}} http {{ access_log off; sendfile on; {paths} server {{ {listen} {tls} {limit} root {root}; }} }}");
        return Process.Start("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder])!;
    }

    private static string WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return $"ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem; ssl_protocols TLSv1.3;";
    }

    private static void Await(int port)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (watch.Elapsed < TimeSpan.FromSeconds(10))
            {
                Thread.Yield();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
