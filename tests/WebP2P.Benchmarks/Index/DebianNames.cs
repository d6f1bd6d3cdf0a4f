using System.Diagnostics;

namespace WebP2P.Benchmarks.Index;

/// <summary>Real names: the paths of files in Debian's packages, as <c>apt-file</c> downloads their list.</summary>
internal static class DebianNames
{
    private const string Lists = "/var/lib/apt/lists";
    private const string Reader = "/usr/lib/apt/apt-helper";

    /// <summary>So many different names, the same ones every time; null when the list is not on this machine.</summary>
    public static string[]? Take(int count)
    {
        var files = Directory.Exists(Lists) && File.Exists(Reader)
            ? Directory.GetFiles(Lists, "*_main_Contents-*").Order(StringComparer.Ordinal).OrderBy(file => file.Contains("Contents-all", StringComparison.Ordinal)).ToList()
            : [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files.TakeWhile(_ => names.Count < count)) Read(file, names);
        if (names.Count < count) return null;
        var chosen = names.Order(StringComparer.Ordinal).ToArray();
        new Random(1).Shuffle(chosen);
        return chosen[..count];
    }

    /// <summary>A line is a path, spaces and packages. Slashes become spaces; the extension stays.</summary>
    private static void Read(string file, HashSet<string> names)
    {
        using var process = Process.Start(new ProcessStartInfo(Reader, ["cat-file", file]) { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var end = line.LastIndexOf(' ');
            if (end > 0 && line.AsSpan(0, end).TrimEnd() is { Length: > 0 and <= 300 } path) names.Add(path.ToString().Replace('/', ' '));
        }
        process.WaitForExit();
    }
}
