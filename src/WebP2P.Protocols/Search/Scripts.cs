namespace WebP2P.Protocols.Search;

/// <summary>Scripts that are written without spaces between words, and Hangul, whose words carry endings.</summary>
internal static class Scripts
{
    private const int LeadFirst = 0x1100, LeadLast = 0x1112, VowelFirst = 0x1161, VowelLast = 0x1175, TailFirst = 0x11A8, TailLast = 0x11C2;
    private const int SyllableFirst = 0xAC00, SyllableLast = 0xD7A3, Vowels = 21, Tails = 28;

    /// <summary>Whether the letter belongs to Han, kana, Hangul or Thai, which become overlapping pairs.</summary>
    public static bool IsPaired(int codePoint) => codePoint >= 0x0E01 && (IsThai(codePoint) || IsHangul(codePoint) || IsKana(codePoint) || IsHan(codePoint));

    /// <summary>Joins two conjoining letters of Hangul (Unicode 3.12); 0 when they do not join.</summary>
    public static int Compose(int last, int next)
    {
        if (last is >= LeadFirst and <= LeadLast && next is >= VowelFirst and <= VowelLast)
            return SyllableFirst + ((last - LeadFirst) * Vowels + next - VowelFirst) * Tails;
        if (last is >= SyllableFirst and <= SyllableLast && (last - SyllableFirst) % Tails == 0 && next is >= TailFirst and <= TailLast)
            return last + next - TailFirst + 1;
        return 0;
    }

    private static bool IsThai(int codePoint) => codePoint is >= 0x0E01 and <= 0x0E4E;

    private static bool IsHangul(int codePoint) => codePoint is >= 0x1100 and <= 0x11FF or >= 0xA960 and <= 0xA97F or >= 0xAC00 and <= 0xD7FF;

    private static bool IsKana(int codePoint) => codePoint
        is >= 0x3041 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0x1AFF0 and <= 0x1B16F;

    private static bool IsHan(int codePoint) => codePoint
        is >= 0x2E80 and <= 0x2FDF or >= 0x3005 and <= 0x3007 or >= 0x3021 and <= 0x3029 or >= 0x3038 and <= 0x303B
        or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;
}
