using WebP2P.Node.Storage;

namespace WebP2P.Node.Library;

/// <summary>Which folders may not be shared, so that nobody offers his keys or his whole disk by mistake.</summary>
internal sealed class ShareRules
{
    /// <summary>Links that lead to each other in a circle end here.</summary>
    private const int LinksMax = 40;

    private static readonly string[] SystemFolders = ["/proc", "/sys", "/dev", "/etc", "/boot", "/run/secrets"];

    private readonly string home;
    private readonly string data;

    public ShareRules(DataFolder folder)
        : this(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder.Root)
    {
    }

    internal ShareRules(string home, string data) => (this.home, this.data) = (Final(home), Final(data));

    /// <summary>One sentence for the owner, or null when the folder may be shared. The path is absolute and without links.</summary>
    public string? Refusal(string path)
    {
        if (Path.GetPathRoot(path) == path) return "This is the whole disk. Choose a folder with the files you want to offer.";
        if (home.Length > 0 && Holds(path, home)) return "This is your home folder or holds it, with your private files. Choose a folder inside it.";
        if (IsHiddenAtHome(path)) return "Hidden folders of your home folder hold keys and settings. Choose another folder.";
        if (Holds(path, data) || Holds(data, path)) return "This folder holds the node's own key and databases. Choose another folder.";
        if (Array.Find(SystemFolders, system => Holds(system, path)) is { } system) return $"{system} belongs to the system. Choose a folder with files of your own.";
        return null;
    }

    /// <summary>Whether the inner path is the outer one or lies inside it.</summary>
    public static bool Holds(string outer, string inner)
    {
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!inner.StartsWith(outer, comparison)) return false;
        return inner.Length == outer.Length || Path.EndsInDirectorySeparator(outer) || inner[outer.Length] == Path.DirectorySeparatorChar;
    }

    /// <summary>The absolute path with every link on the way replaced by its target, so that a link cannot smuggle a refused folder in.</summary>
    public static string Final(string path) => Final(path, LinksMax);

    private static string Final(string path, int linksLeft)
    {
        if (path.Length == 0) return path;
        var rest = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var final = Path.GetPathRoot(rest)!;
        foreach (var part in rest[final.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(final, part);
            final = linksLeft > 0 && FileStat.Of(next).Kind == EntryKind.Link ? Target(next, linksLeft - 1) ?? next : next;
        }
        return final;
    }

    private static string? Target(string link, int linksLeft)
    {
        try
        {
            return Directory.ResolveLinkTarget(link, returnFinalTarget: true) is { } target ? Final(target.FullName, linksLeft) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private bool IsHiddenAtHome(string path) =>
        home.Length > 1 && Holds(home, path) && path.Length > home.Length + 1 && path[home.Length + 1] == '.';
}
