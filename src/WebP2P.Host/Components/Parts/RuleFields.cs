using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Protocols.Search;

namespace WebP2P.Host.Components.Parts;

/// <summary>Rules as they stand in fields: a line for each pattern, sizes as people write them.</summary>
public sealed class RuleFields
{
    private static readonly string[] Units = ["", "KiB", "MiB", "GiB", "TiB"];

    public RuleFields(ExcludeSettings settings)
    {
        Patterns = string.Join('\n', settings.Patterns);
        Hidden = settings.OfferHidden switch { true => "offer", false => "leave", null => "" };
        (Smallest, Largest) = (Written(settings.SmallestBytes), Written(settings.LargestBytes));
    }

    public string Patterns { get; set; }

    /// <summary><c>offer</c>, <c>leave</c>, or nothing: as for all folders.</summary>
    public string Hidden { get; set; }

    public string Smallest { get; set; }

    public string Largest { get; set; }

    /// <summary>False, with a sentence, when a size cannot be read; patterns are checked by the node.</summary>
    public bool TryRead(out ExcludeSettings settings, out string? problem)
    {
        settings = ExcludeSettings.None;
        problem = null;
        if (!TrySize(Smallest, out var smallest)) problem = $"“{Smallest}” is not a size. Write it as 10 KiB or 700.";
        else if (!TrySize(Largest, out var largest)) problem = $"“{Largest}” is not a size. Write it as 4 GiB or 700.";
        else settings = new ExcludeSettings([.. Patterns.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)], Hidden switch { "offer" => true, "leave" => false, _ => null }, smallest, largest);
        return problem is null;
    }

    private static bool TrySize(string text, out long? bytes)
    {
        bytes = null;
        var bare = text.Replace(" ", "", StringComparison.Ordinal);
        if (bare.Length == 0) return true;
        if (!SizeText.TryParse(bare, out var parsed)) return false;
        bytes = parsed;
        return true;
    }

    private static string Written(long? bytes)
    {
        if (bytes is not { } left) return "";
        var unit = 0;
        while (left > 0 && left % 1024 == 0 && unit < Units.Length - 1) (left, unit) = (left / 1024, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{left} {Units[unit]}").TrimEnd();
    }
}
