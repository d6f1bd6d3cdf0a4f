namespace WebP2P.Node.Tests.Library.Rules;

/// <summary>The meaning of patterns (without brackets), written down as simply as possible and not fast.</summary>
internal static class PlainMatch
{
    public static bool Hides(string pattern, string path)
    {
        var parts = path.Split('/');
        var isFolderOnly = pattern.Length > 1 && pattern[^1] == '/';
        var body = isFolderOnly ? pattern[..^1] : pattern;
        var wanted = body.Contains('/', StringComparison.Ordinal) ? body.TrimStart('/').Split('/') : ["**", body];
        for (var depth = 1; depth <= parts.Length; depth++)
            if (Parts(wanted, parts.AsSpan(0, depth)) && (depth < parts.Length || !isFolderOnly)) return true;
        return false;
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
