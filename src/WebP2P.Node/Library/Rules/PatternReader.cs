namespace WebP2P.Node.Library.Rules;

/// <summary>Reads the text of one pattern; what it cannot read it names, with the place.</summary>
internal ref struct PatternReader(string text)
{
    /// <summary>In front of a pattern that takes back.</summary>
    public const char Back = '!';

    private readonly List<PatternPart> parts = [];
    private int start;
    private int at;
    private int end;

    /// <summary>Null when there is a problem.</summary>
    public List<PatternPart>? Read(out PatternProblem? problem)
    {
        problem = Limits() ?? Begin();
        while (problem is null && at < end) problem = ReadOne();
        return problem is null ? parts : null;
    }

    private readonly PatternProblem? Limits()
    {
        if (text.AsSpan().TrimStart(Back).IsWhiteSpace()) return new PatternProblem(0, "A rule needs a name or a pattern.");
        if (text.Length > ExcludePattern.LengthMax) return new PatternProblem(ExcludePattern.LengthMax, $"A rule has at most {ExcludePattern.LengthMax} characters.");
        return text.AsSpan().IndexOfAnyInRange('\0', '\u001F') is >= 0 and var control ? new PatternProblem(control, "Control characters cannot be part of a rule.") : null;
    }

    /// <summary>A slash in front or between holds the pattern to the share's folder; without one it is meant at any depth.</summary>
    private PatternProblem? Begin()
    {
        start = text[0] == Back ? 1 : 0;
        at = text[start] == '/' ? start + 1 : start;
        end = text.Length - (text.Length > start + 1 && text[^1] == '/' ? 1 : 0);
        if (at >= end) return new PatternProblem(start, "A rule needs a name beside the slash.");
        if (text[end - 1] == '/') return new PatternProblem(end, "Two slashes have no folder between them.");
        if (at == start && !text.AsSpan(at, end - at).Contains('/')) parts.Add(new PatternPart(PatternPartKind.Folders));
        return null;
    }

    private PatternProblem? ReadOne() => text[at] switch
    {
        '/' => Slash(),
        '*' => Stars(),
        '[' => OneOf(),
        '?' => Add(new PatternPart(PatternPartKind.AnyCharacter)),
        '\\' => new PatternProblem(at, "Write / between folders; a special character stands for itself in brackets, as in [*]."),
        '.' when IsDots() => new PatternProblem(at, "The folders . and .. cannot be part of a rule."),
        var character => Add(new PatternPart(PatternPartKind.Literal, char.ToUpperInvariant(character))),
    };

    private PatternProblem? Add(PatternPart part)
    {
        parts.Add(part);
        at++;
        return null;
    }

    private PatternProblem? Slash() => IsPartStart() ? new PatternProblem(at, "Two slashes have no folder between them.") : Add(new PatternPart(PatternPartKind.Literal, '/'));

    private PatternProblem? Stars()
    {
        if (at + 1 == end || text[at + 1] != '*') return Star();
        if (!IsPartStart() || (at + 2 < end && text[at + 2] != '/')) return new PatternProblem(at, "** stands for whole folders: it needs a slash on both sides.");
        at += 2;
        Loop(PatternPartKind.Folders);
        // At the end it is all that lies in the folder, at every depth.
        if (at == end) return Loop(PatternPartKind.Star);
        at++;
        return null;
    }

    private PatternProblem? Star()
    {
        at++;
        return Loop(PatternPartKind.Star);
    }

    /// <summary>Two of a kind mean what one means.</summary>
    private readonly PatternProblem? Loop(PatternPartKind kind)
    {
        if (parts.Count == 0 || parts[^1].Kind != kind) parts.Add(new PatternPart(kind));
        return null;
    }

    private PatternProblem? OneOf()
    {
        var (open, next) = (at, at + 1);
        var isNot = next < end && text[next] is '!' or '^';
        if (isNot) next++;
        List<(char, char)> ranges = [];
        for (; next < end && (text[next] != ']' || ranges.Count == 0); next++)
        {
            if (text[next] is '/' or '\\') return new PatternProblem(next, "Brackets hold characters of one name.");
            var (first, last) = (char.ToUpperInvariant(text[next]), char.ToUpperInvariant(text[next]));
            if (next + 2 < end && text[next + 1] == '-' && text[next + 2] is not (']' or '/'))
            {
                last = char.ToUpperInvariant(text[next + 2]);
                if (last < first) return new PatternProblem(next, "This range ends before it begins.");
                next += 2;
            }
            ranges.Add((first, last));
        }
        if (next >= end) return new PatternProblem(open, "This bracket is never closed.");
        at = next;
        return Add(new PatternPart(PatternPartKind.OneOf, Ranges: ranges, IsNot: isNot));
    }

    private readonly bool IsPartStart() => at == start || text[at - 1] == '/';

    private readonly bool IsDots()
    {
        if (!IsPartStart()) return false;
        var slash = text.IndexOf('/', at);
        return text[at..(slash < 0 ? text.Length : slash)] is "." or "..";
    }
}
