using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace WebP2P.Benchmarks;

/// <summary>The yardstick: one nginx whose line is shared by so many who ask at the same time. Needs nginx and curl.</summary>
internal sealed class LimitedNginx : IDisposable
{
    private readonly Process server;
    private readonly string root;
    private readonly string file;
    private readonly int askers;
    private readonly int port = FreePort();

    /// <param name="bytesPerSecond">Of all answers together: nginx limits each, so each gets its share.</param>
    public LimitedNginx(string root, string file, int askers, long bytesPerSecond)
    {
        (this.root, this.file, this.askers) = (root, file, askers);
        var folder = Directory.CreateDirectory(Path.Combine(root, "nginx")).FullName;
        var paths = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {folder}/{name};"));
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), string.Create(
            CultureInfo.InvariantCulture,
            $"daemon off; master_process off; user root; pid {folder}/pid; error_log {folder}/error; events {{}} http {{ access_log off; sendfile on; {paths} server {{ listen 127.0.0.1:{port}; root {root}; limit_rate {bytesPerSecond / askers}; }} }}"));
        server = Process.Start("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder])!;
    }

    /// <summary>Seconds until the last of them has all.</summary>
    public double Copy()
    {
        var watch = Stopwatch.StartNew();
        var curls = Enumerable.Range(0, askers).Select(number => Process.Start("curl", ["-s", "--retry", "5", "--retry-connrefused", "--retry-delay", "1", "-o", Target(number), $"http://127.0.0.1:{port}/{Path.GetFileName(file)}"])).ToList();
        foreach (var curl in curls)
        {
            curl.WaitForExit();
            curl.Dispose();
        }
        var seconds = watch.Elapsed.TotalSeconds;
        for (var number = 0; number < askers; number++) CopyRate.Check(Target(number), file);
        return seconds;
    }

    public void Dispose()
    {
        server.Kill();
        server.WaitForExit();
        server.Dispose();
    }

    private string Target(int number) => Path.Combine(root, $"curl{number}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
