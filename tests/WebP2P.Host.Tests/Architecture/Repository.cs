using System.Diagnostics;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>The working tree that the tests were built from, as git lists it; paths are relative with forward slashes.</summary>
internal static class Repository
{
    private static readonly string[] CodeFolders = ["src/", "tests/", "wwwroot-shared/"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Files.Where(IsHandWritten).Select(path => new SourceFile(path, Read(path)))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static bool IsHandWritten(string path) =>
        Path.GetExtension(path) is ".cs" or ".razor"
        && CodeFolders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
        && !path.Contains("/Migrations/", StringComparison.Ordinal)
        && !path.EndsWith(".g.cs", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "WebP2P.sln")))
                return folder.FullName;
        throw new InvalidOperationException("WebP2P.sln was not found above " + AppContext.BaseDirectory);
    }

    /// <summary>Tracked files and new ones that are not ignored, without those deleted from disk.</summary>
    private static List<string> ListFiles()
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Root, RedirectStandardOutput = true };
        foreach (var argument in new[] { "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard" })
            start.ArgumentList.Add(argument);
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git ls-files ended with {git.ExitCode}");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Distinct()
            .Where(path => File.Exists(Path.Combine(Root, path)))
            .Order(StringComparer.Ordinal)];
    }
}
