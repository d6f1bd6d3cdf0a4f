using System.Buffers;
using System.Globalization;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Reads sizes as people write them: <c>10MB</c>, <c>1.5GiB</c>, <c>700</c>; in integers, so that every node reads the same.</summary>
public static class SizeText
{
    private const int FractionDigitsMax = 6;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads <c>&gt;a</c>, <c>&gt;=a</c>, <c>&lt;a</c>, <c>&lt;=a</c>, <c>a..b</c>, <c>a..</c>, <c>..b</c> or <c>a</c>.</summary>
    public static bool TryParseRange(ReadOnlySpan<char> text, out SizeRange range)
    {
        range = new SizeRange(1, ContentId.SizeBytesMax);
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var parsed = dots >= 0 ? TryEnds(text[..dots], text[(dots + 2)..], ref range) : TryBound(text, ref range);
        return parsed && range.MinBytes <= range.MaxBytes;
    }

    /// <summary>Reads one size in bytes, 0 to 2^43.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long sizeBytes)
    {
        sizeBytes = 0;
        var end = text.IndexOfAnyExcept(NumberCharacters);
        var number = end < 0 ? text : text[..end];
        if (!TryUnit(end < 0 ? [] : text[end..], out var unitBytes)) return false;
        var dot = number.IndexOf('.');
        var fraction = dot < 0 ? [] : number[(dot + 1)..];
        if (dot >= 0 && fraction.Length is 0 or > FractionDigitsMax) return false;
        if (!TryDigits(dot < 0 ? number : number[..dot], out var whole) || whole > ContentId.SizeBytesMax / unitBytes) return false;
        sizeBytes = whole * unitBytes;
        return TryAddFraction(fraction, unitBytes, ref sizeBytes) && sizeBytes <= ContentId.SizeBytesMax;
    }

    private static bool TryAddFraction(ReadOnlySpan<char> digits, long unitBytes, ref long sizeBytes)
    {
        if (digits.IsEmpty) return true;
        if (!TryDigits(digits, out var fraction)) return false;
        var scale = 1L;
        foreach (var _ in digits) scale *= 10;
        sizeBytes += fraction * unitBytes / scale;
        return true;
    }

    private static bool TryEnds(ReadOnlySpan<char> low, ReadOnlySpan<char> high, ref SizeRange range)
    {
        var (min, max) = (range.MinBytes, range.MaxBytes);
        if (low.IsEmpty && high.IsEmpty) return false;
        if (!low.IsEmpty && !TryParse(low, out min)) return false;
        if (!high.IsEmpty && !TryParse(high, out max)) return false;
        range = new SizeRange(Math.Max(min, 1), max);
        return true;
    }

    private static bool TryBound(ReadOnlySpan<char> text, ref SizeRange range)
    {
        var sign = text.IsEmpty ? '\0' : text[0];
        if (sign is not ('>' or '<'))
        {
            if (!TryParse(text, out var exact)) return false;
            range = new SizeRange(exact, exact);
            return exact > 0;
        }
        var inclusive = text.Length > 1 && text[1] == '=';
        if (!TryParse(text[(inclusive ? 2 : 1)..], out var bound)) return false;
        range = sign == '>' ? range with { MinBytes = Math.Max(1, inclusive ? bound : bound + 1) } : range with { MaxBytes = inclusive ? bound : bound - 1 };
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryUnit(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 1;
        if (text.IsEmpty || text.Equals("B", StringComparison.OrdinalIgnoreCase)) return true;
        var power = "KMGT".IndexOf(char.ToUpperInvariant(text[0]), StringComparison.Ordinal) + 1;
        var rest = text[1..];
        var isBinary = rest.Equals("iB", StringComparison.OrdinalIgnoreCase);
        for (var i = 0; i < power; i++) bytes *= isBinary ? 1024 : 1000;
        return power > 0 && (isBinary || rest.IsEmpty || rest.Equals("B", StringComparison.OrdinalIgnoreCase));
    }
}
