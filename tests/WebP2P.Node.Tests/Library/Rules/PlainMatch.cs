namespace WebP2P.Node.Tests.Library.Rules;

/// <summary>The meaning of patterns (without brackets), written down as simply as possible and not fast.</summary>
internal static class PlainMatch
{
    /// <summary>From the outermost folder on: the last rule that means it says whether all is decided there.</summary>
    public static bool LeavesOut(IReadOnlyList<string> rules, string path)
    {
        var depths = path.Split('/').Length;
        for (var depth = 1; depth <= depths; depth++)
        {
            if (rules.LastOrDefault(rule => Means(rule.TrimStart('!'), path, depth)) is { } last && last[0] != '!') return true;
        }
        return false;
    }

    public static bool Hides(string pattern, string path) =>
        Enumerable.Range(1, path.Split('/').Length).Any(depth => Means(pattern, path, depth));

    private static bool Means(string pattern, string path, int depth)
    {
        var parts = path.Split('/');
        var isFolderOnly = pattern.Length > 1 && pattern[^1] == '/';
        var body = isFolderOnly ? pattern[..^1] : pattern;
        var wanted = body.Contains('/', StringComparison.Ordinal) ? body.TrimStart('/').Split('/') : ["**", body];
        return Parts(wanted, parts.AsSpan(0, depth)) && (depth < parts.Length || !isFolderOnly);
    }

    private static bool Parts(ReadOnlySpan<string> wanted, ReadOnlySpan<string> parts)
    {
        if (wanted.IsEmpty) return parts.IsEmpty;
        if (wanted is ["**"]) return !parts.IsEmpty;
        if (wanted[0] == "**") return Parts(wanted[1..], parts) || (!parts.IsEmpty && Parts(wanted, parts[1..]));
        return !parts.IsEmpty && Name(wanted[0], parts[0]) && Parts(wanted[1..], parts[1..]);
    }

    private static bool Name(ReadOnlySpan<char> wanted, ReadOnlySpan<char> name)
    {
        if (wanted.IsEmpty) return name.IsEmpty;
        if (wanted[0] == '*') return Name(wanted[1..], name) || (!name.IsEmpty && Name(wanted, name[1..]));
        return !name.IsEmpty && (wanted[0] == '?' || wanted[0] == name[0]) && Name(wanted[1..], name[1..]);
    }
}
