namespace WebP2P.Node.Library.Rules;

/// <summary>
/// One pattern on names or folders. <c>*</c> and <c>?</c> stay inside a name, <c>**/</c> is any number of folders, <c>[a-z]</c> one of several characters;
/// a slash at the end means folders only; upper and lower case are the same. A <c>!</c> in front takes back what rules before it left out. Every place it can be at moves in one step, so time grows with the path alone.
/// </summary>
internal sealed class ExcludePattern
{
    public const int LengthMax = 200;

    private const int AsciiEnd = 128;

    private readonly StateSet[] takesAscii = new StateSet[AsciiEnd];
    private readonly Dictionary<char, StateSet> takesLiteral = [];
    private readonly List<(PatternPart Part, StateSet State)> takesOther = [];
    private readonly int end;
    private readonly StateSet stars;
    private readonly StateSet folders;
    private readonly bool isFolderOnly;

    private ExcludePattern(string text, IReadOnlyList<PatternPart> parts)
    {
        Text = text;
        isFolderOnly = text[^1] == '/';
        TakesBack = text[0] == PatternReader.Back;
        end = parts.Count;
        for (var place = 0; place < parts.Count; place++)
        {
            var state = StateSet.Of(place);
            switch (parts[place].Kind)
            {
                case PatternPartKind.Star: stars |= state; break;
                case PatternPartKind.Folders: folders |= state; break;
                default: Take(parts[place], state); break;
            }
        }
    }

    /// <summary>As the owner wrote it.</summary>
    public string Text { get; }

    public static bool TryParse(string text, out ExcludePattern? pattern, out PatternProblem? problem)
    {
        pattern = new PatternReader(text).Read(out problem) is { } parts ? new ExcludePattern(text, parts) : null;
        return pattern is not null;
    }

    /// <summary>Whether what it means is offered again, in contrast to left out.</summary>
    public bool TakesBack { get; }

    /// <summary>Writes the number of this rule where it means the entry, or a folder above it.</summary>
    /// <param name="path">Inside the share, parts joined by '/'.</param>
    /// <param name="last">For each part of the path, from the share's folder on, the number of the last rule that means it.</param>
    public void Mark(ReadOnlySpan<char> path, bool isFolder, Span<int> last, int number)
    {
        var states = Open(StateSet.Of(0), isPartStart: true);
        var depth = 0;
        foreach (var character in path)
        {
            if (character == '/')
            {
                if (states.Has(end)) last[depth] = number;
                depth++;
            }
            states = Step(states, char.ToUpperInvariant(character));
        }
        if (states.Has(end) && (isFolder || !isFolderOnly)) last[depth] = number;
    }

    private StateSet Step(StateSet states, char character)
    {
        var loops = character == '/' ? folders : folders | stars;
        return Open((states & Taken(character)).Next() | (states & loops), character == '/');
    }

    /// <summary>Adds the places that are reached without a character: behind a star, and at the start of a name behind any number of folders.</summary>
    private StateSet Open(StateSet states, bool isPartStart)
    {
        if (isPartStart) states |= (states & folders).Next();
        return states | (states & stars).Next();
    }

    private void Take(PatternPart part, StateSet state)
    {
        for (var character = '\0'; character < AsciiEnd; character++)
            if (part.Takes(character)) takesAscii[character] |= state;
        if (part.Kind != PatternPartKind.Literal) takesOther.Add((part, state));
        else if (part.Literal >= AsciiEnd) takesLiteral[part.Literal] = takesLiteral.GetValueOrDefault(part.Literal) | state;
    }

    private StateSet Taken(char character)
    {
        if (character < AsciiEnd) return takesAscii[character];
        var taken = takesLiteral.GetValueOrDefault(character);
        foreach (var (part, state) in takesOther)
            if (part.Takes(character)) taken |= state;
        return taken;
    }
}
