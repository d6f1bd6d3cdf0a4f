using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace WebP2P.Benchmarks;

/// <summary>The yardstick: aria2 checks SHA-256 pieces of 1 MiB from a Metalink while it copies from nginx. Needs both programs installed.</summary>
internal sealed class AriaCopy : IDisposable
{
    private const int PieceBytes = 1 << 20;

    private readonly List<Process> servers = [];
    private readonly string root;
    private readonly string file;
    private readonly string metalink;

    public AriaCopy(string root, string file, int sources)
    {
        this.root = root;
        this.file = file;
        var ports = Enumerable.Range(0, sources).Select(_ => FreePort()).ToList();
        foreach (var port in ports) servers.Add(Serve(port));
        metalink = Path.Combine(root, "file.meta4");
        File.WriteAllText(metalink, Metalink(ports));
    }

    public CopyCost Copy()
    {
        var target = Directory.CreateDirectory(Path.Combine(root, "aria")).FullName;
        var command = $"TIMEFORMAT='%R %U %S'; time aria2c -q -M '{metalink}' -d '{target}' -s {servers.Count * 2} -x 2 -k 1M -j 1 --file-allocation=none --realtime-chunk-checksum=true --max-connection-per-server=2";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardError = true })!;
        var last = bash.StandardError.ReadToEnd().Trim().Split('\n')[^1];
        bash.WaitForExit();
        var numbers = last.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        CopyRate.Check(Path.Combine(target, Path.GetFileName(file)), file);
        Directory.Delete(target, recursive: true);
        return new CopyCost(numbers[0], numbers[1] + numbers[2], 0);
    }

    public void Dispose()
    {
        foreach (var server in servers)
        {
            server.Kill();
            server.WaitForExit();
            server.Dispose();
        }
    }

    private Process Serve(int port)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, $"nginx{port}")).FullName;
        var paths = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {folder}/{name};"));
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $"daemon off; master_process off; user root; pid {folder}/pid; error_log {folder}/error; events {{}} http {{ access_log off; sendfile on; {paths} server {{ listen 127.0.0.1:{port}; root {root}; }} }}");
        return Process.Start("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder])!;
    }

    private string Metalink(List<int> ports)
    {
        var text = new StringBuilder($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><metalink xmlns=\"urn:ietf:params:xml:ns:metalink\"><file name=\"{Path.GetFileName(file)}\"><size>{new FileInfo(file).Length}</size><pieces length=\"{PieceBytes}\" type=\"sha-256\">");
        using var stream = File.OpenRead(file);
        var piece = new byte[PieceBytes];
        for (var read = stream.ReadAtLeast(piece, PieceBytes, false); read > 0; read = stream.ReadAtLeast(piece, PieceBytes, false))
            text.Append("<hash>").Append(Convert.ToHexStringLower(SHA256.HashData(piece.AsSpan(0, read)))).Append("</hash>");
        text.Append("</pieces>");
        foreach (var port in ports) text.Append(CultureInfo.InvariantCulture, $"<url>http://127.0.0.1:{port}/{Path.GetFileName(file)}</url>");
        return text.Append("</file></metalink>").ToString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
