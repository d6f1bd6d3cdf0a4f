using System.Globalization;
using WebP2P.Node.Control;

namespace WebP2P.Node.Library.Rules;

/// <summary>Decides which entries of a share are not offered, from the rules for all shares and those of its own. Pure: it reads no disk.</summary>
internal sealed class ExcludeRules
{
    public const int PatternsMax = 100;

    private const int UsualDepthMax = 64;

    private readonly List<ExcludePattern> patterns = [];
    private readonly bool offersHidden;
    private readonly long smallestBytes;
    private readonly long largestBytes = long.MaxValue;

    /// <param name="everywhere">For all shares.</param>
    /// <param name="share">Of this one: its patterns follow those for all and can take back what they left out; it decides about hidden files alone.</param>
    public ExcludeRules(ExcludeSettings everywhere, ExcludeSettings share)
    {
        foreach (var text in everywhere.Patterns.Concat(share.Patterns))
            if (ExcludePattern.TryParse(text, out var pattern, out _)) patterns.Add(pattern!);
        offersHidden = share.OfferHidden ?? everywhere.OfferHidden ?? false;
        smallestBytes = Math.Max(everywhere.SmallestBytes ?? 0, share.SmallestBytes ?? 0);
        largestBytes = Math.Min(everywhere.LargestBytes ?? largestBytes, share.LargestBytes ?? largestBytes);
    }

    /// <summary>Null when the settings can be used; else the first thing that is wrong with them.</summary>
    public static Refusal? Check(ExcludeSettings settings)
    {
        if (settings.Patterns.Count > PatternsMax) return Invalid("too-many-rules", $"At most {PatternsMax} rules are kept. A pattern such as *.tmp replaces many.");
        for (var number = 0; number < settings.Patterns.Count; number++)
            if (!ExcludePattern.TryParse(settings.Patterns[number] ?? "", out _, out var problem)) return Invalid("invalid-rule", Sentence(number, settings.Patterns[number] ?? "", problem!));
        if (settings is { SmallestBytes: < 0 } or { LargestBytes: < 0 }) return Invalid("invalid-size", "A size is a number of bytes from 0.");
        return settings.SmallestBytes > settings.LargestBytes ? Invalid("invalid-size", "The smallest size is above the largest: nothing would be offered.") : null;
    }

    /// <summary>Why the entry is not offered; null when it is.</summary>
    /// <param name="path">Inside the share, parts joined by '/'.</param>
    public string? Reason(string path, in FileStat stat)
    {
        if (!offersHidden && IsHidden(path)) return "hidden";
        if (patterns.Count > 0 && LeftOutBy(path, stat.Kind == EntryKind.Folder) is { } rule) return $"left out by the rule {rule.Text}";
        if (stat.Kind != EntryKind.File) return null;
        if (stat.Size < smallestBytes) return "smaller than the smallest size";
        return stat.Size > largestBytes ? "larger than the largest size" : null;
    }

    /// <summary>Of the rules that mean a part of the path the last counts; what lies in a folder that is left out stays out, so nobody needs to look into it.</summary>
    private ExcludePattern? LeftOutBy(string path, bool isFolder)
    {
        const int none = -1;
        var depth = path.AsSpan().Count('/') + 1;
        var last = depth <= UsualDepthMax ? stackalloc int[depth] : new int[depth];
        last.Fill(none);
        for (var number = 0; number < patterns.Count; number++) patterns[number].Mark(path, isFolder, last, number);
        foreach (var number in last)
            if (number != none && !patterns[number].TakesBack) return patterns[number];
        return null;
    }

    private static bool IsHidden(string path) => path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal);

    private static string Sentence(int number, string text, PatternProblem problem)
    {
        var shown = text.Length > ExcludePattern.LengthMax ? text[..ExcludePattern.LengthMax] + "..." : text;
        return string.Create(CultureInfo.InvariantCulture, $"Rule {number + 1}, {shown}, character {problem.Position + 1}: {problem.Message}");
    }

    private static Refusal Invalid(string code, string message) => new(RefusalKind.Invalid, code, message);
}
