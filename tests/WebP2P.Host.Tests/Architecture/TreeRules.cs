using System.Text.RegularExpressions;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>What the repository holds and where; each rule looks at paths, or at one file's text.</summary>
internal static class TreeRules
{
    private static readonly string[] TopEntries =
        ["WebP2P.sln", "src", "tests", "wwwroot-shared", "docker-compose.yml", "README.md", "docs", "LICENSE"];

    private static readonly string[] BinaryExtensions = [".png", ".jpg", ".ico", ".woff2"];

    private static readonly Regex MachinePath = new(@"(?<![\w.-])/wo" + @"rk/");
    private static readonly Regex FeedAddress = new("\"resolved\"\\s*:\\s*\"https?:");

    public static IEnumerable<string> StrangeTopEntries(IEnumerable<string> paths) =>
        from entry in paths.Select(path => path.Split('/')[0]).Distinct()
        where !TopEntries.Contains(entry) && !entry.StartsWith('.') && !entry.StartsWith("Directory.", StringComparison.Ordinal)
        select entry;

    public static IEnumerable<string> StrangeWebRoots(IEnumerable<string> paths) =>
        paths.Where(path => ("/" + path).Contains("/wwwroot/", StringComparison.Ordinal)
            && !path.StartsWith("wwwroot-shared/wwwroot/", StringComparison.Ordinal));

    public static IEnumerable<string> ProjectsWithoutLockFile(IReadOnlyCollection<string> paths) =>
        from path in paths
        where path.EndsWith(".csproj", StringComparison.Ordinal)
        where !paths.Contains(path[..(path.LastIndexOf('/') + 1)] + "packages.lock.json")
        select path;

    public static bool IsText(string path) => !BinaryExtensions.Contains(Path.GetExtension(path));

    public static bool IsLockFile(string path) => path.EndsWith(".lock.json", StringComparison.Ordinal) || path.EndsWith("-lock.json", StringComparison.Ordinal);

    public static bool NamesMachinePath(string text) => MachinePath.IsMatch(text);

    public static bool NamesFeedAddress(string text) => FeedAddress.IsMatch(text);
}
