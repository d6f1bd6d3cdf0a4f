using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Library;

/// <summary>Finds a name that no entry of a folder has, on any system: names that differ only in case are the same.</summary>
internal static class FreeName
{
    /// <param name="safeName">From <see cref="SafeName"/>.</param>
    /// <param name="reserved">Names that are about to be used in the folder.</param>
    public static string In(string folder, string safeName, IEnumerable<string> reserved)
    {
        var entries = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)) : [];
        return Beside(entries.Concat(reserved), safeName);
    }

    /// <summary>The name, or the name with the first number that is free.</summary>
    public static string Beside(IEnumerable<string> taken, string name)
    {
        var keys = taken.Select(SafeName.Key).ToHashSet(StringComparer.Ordinal);
        var free = name;
        for (var number = 2; keys.Contains(SafeName.Key(free)); number++) free = SafeName.Numbered(name, number);
        return free;
    }
}
