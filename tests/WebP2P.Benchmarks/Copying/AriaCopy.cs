using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WebP2P.Benchmarks.Copying;

/// <summary>The yardstick: aria2 checks SHA-256 pieces of 1 MiB from a Metalink while it copies.</summary>
internal sealed class AriaCopy(string root, string file)
{
    private const int PieceBytes = 1 << 20;

    private readonly string hashes = Hashes(file);

    public CopyCost Run(NginxServers servers)
    {
        var metalink = Path.Combine(root, "file.meta4");
        File.WriteAllText(metalink, Metalink(servers.Urls));
        var target = Directory.CreateDirectory(Path.Combine(root, "aria")).FullName;
        var cost = TimedCommand.Run($"aria2c -q --check-certificate=false -M '{metalink}' -d '{target}' -s {servers.Urls.Count * 2} -x 2 -k 1M -j 1 --file-allocation=none --realtime-chunk-checksum=true --max-connection-per-server=2");
        CopyRate.Check(Path.Combine(target, Path.GetFileName(file)), file);
        Directory.Delete(target, recursive: true);
        return cost;
    }

    private string Metalink(IReadOnlyList<string> urls)
    {
        var text = new StringBuilder($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><metalink xmlns=\"urn:ietf:params:xml:ns:metalink\"><file name=\"{Path.GetFileName(file)}\"><size>{new FileInfo(file).Length}</size><pieces length=\"{PieceBytes}\" type=\"sha-256\">{hashes}</pieces>");
        foreach (var url in urls) text.Append(CultureInfo.InvariantCulture, $"<url>{url}/{Path.GetFileName(file)}</url>");
        return text.Append("</file></metalink>").ToString();
    }

    private static string Hashes(string file)
    {
        var text = new StringBuilder();
        using var stream = File.OpenRead(file);
        var piece = new byte[PieceBytes];
        for (var read = stream.ReadAtLeast(piece, PieceBytes, false); read > 0; read = stream.ReadAtLeast(piece, PieceBytes, false))
            text.Append("<hash>").Append(Convert.ToHexStringLower(SHA256.HashData(piece.AsSpan(0, read)))).Append("</hash>");
        return text.ToString();
    }
}
