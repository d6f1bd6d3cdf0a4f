using System.Globalization;

namespace WebP2P.Benchmarks.Copying;

/// <summary>A curl for each server, which fetches its share of a file; nothing is verified.</summary>
internal static class CurlCopy
{
    public static CopyCost Run(NginxServers servers, string root, string file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "curl")).FullName;
        var (size, count) = (new FileInfo(file).Length, servers.Urls.Count);
        var commands = servers.Urls.Select((url, number) => string.Create(
            CultureInfo.InvariantCulture,
            $"curl -sSk -r {size * number / count}-{size * (number + 1) / count - 1} -o '{folder}/{number}' {url}/{Path.GetFileName(file)} &"));
        var cost = TimedCommand.Run(string.Join(' ', commands) + " wait");
        var copied = Directory.GetFiles(folder).Sum(part => new FileInfo(part).Length);
        Directory.Delete(folder, recursive: true);
        return copied == size ? cost : throw new InvalidDataException($"curl copied {copied} of {size} bytes.");
    }
}
