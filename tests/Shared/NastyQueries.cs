using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace WebP2P.Tests.Shared;

/// <summary>Texts that somebody types by mistake or on purpose; the same for the same seed.</summary>
internal static class NastyQueries
{
    /// <summary>No text may take longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    private const int Megabyte = 1 << 20;

    private static readonly string[] Words =
    [
        "harry", "Potter", "ston*", "OR", "AND", "NOT", "NEAR", "NEAR/2", "東京", "한국", "ไทย", "ß", "e\u0301", "½", "ﬁ", "\U0001D400", "מלך", "ملك", "\uFDFA", "00112233", "x", "--", "-", "+", "*",
    ];

    private static readonly string[] Signs =
    [
        "\"", "\"\"", "'", "''", "`", ";", "--", "/*", "*/", "(", ")", "{", "}", "[", "]", "^", "%", "_", "\\", "|", "&", "!", "~", ":", "::", ",", ".", "..", "...", "<", ">", "<=", ">=", "=", "*", "**", "-", "--", "-\"", "\u201C", "\u201D", "\u201E",
    ];

    private static readonly string[] Attacks =
    [
        "'; DROP TABLE names; --", "\" OR 1=1 --", "\") UNION SELECT * FROM sqlite_master --", "NEAR(harry potter, 3)", "{name folder} : harry", "name:harry", "-name:harry", "^harry", "harry + potter", "\"harry\" *",
        "harry AND NOT potter", "(harry OR potter", "harry)", "rowid:1", "* *", "\"*\"", "\"\"\"", "rank MATCH 'bm25(10.0)'", "%' OR '1'='1", "x' AND (SELECT count(*) FROM a, a, a) > 0 --", "\0harry", "<script>alert(1)</script>", "{{7*7}}", "../../etc/passwd", "$(reboot)",
    ];

    private static readonly string[] Filters =
    [
        "size:", "size:9223372036854775807", "size:9223372036854775808", "size:-1", "size:>-1", "size:1e9", "size:8796093022208", "size:8796093022209", "size:>8796093022208", "size:<1", "size:0", "size:0..0", "size:2..1", "size:..", "size:...", "size:1...2", "size:1.", "size:.5MB", "size:0.0000001KB", "size:1.1234567GB",
        "size:99999999999999999999999999TB", "size:8TiB", "size:9TiB", "size:1XB", "size:１２", "size:1MB..", "size:..1MB", "size:>", "size:>=", "size:<=0", "size:1 MB", "size:1,5MB", "SIZE:>1kb", "size:NaN", "size:0x10", "size:>1MB..2MB",
        "ext:", "ext:,", "ext:mp3,", "ext:.", "ext:..mp3", "ext:*", "ext:mp3;drop", "ext:abcdefghijklmnopq", "ext:é", "ext:\0", "kind:", "kind:virus", "kind:audio,", "kind:0", "kind:AUDIO", "-kind:audio", "-ext:mp3", "-size:1", "hash:", "hash:0", "hash:zz",
        "hash:00112233445566778899aabbccddeeff00112233445566778899aabbccddeef", "hash:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff-0", "hash:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff-99999999999999999999",
        "hash:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff--1", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff-8796093022209", "a*", "ab*", "*ab", "a*b", "har*ry*", "\"har*\"", "-har*", "har**", "-", "--", "-\"", "-*", "http://a:b@c/d?e=f#g",
    ];

    private static readonly char[] Oddities =
    [
        '\0', '\u0001', '\u0007', '\b', '\u001B', '\u007F', '\u0085', '\u00A0', '\u00AD', '\u034F', '\u061C', '\u115F', '\u180E', '\u200B', '\u200D', '\u200E', '\u200F', '\u2028', '\u2029', '\u202A', '\u202E', '\u2060', '\u2066', '\u2069', '\u3000',
        '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uE000', '\uFE0F', '\uFEFF', '\uFFF9', '\uFFFC', '\uFFFD', '\uFFFE', '\uFFFF', '\u0300', '\u0489', '\t', '\n', '\r', '\v', '\f',
    ];

    public static IEnumerable<string> Of(int seed, int count)
    {
        var dice = new Random(seed);
        for (var number = 0; number < count; number++) yield return Next(dice, number);
    }

    /// <summary>Does the work within the limit. What took longer by the clock is done again up to three times and measured by the time this thread was at work, because the machine may be busy elsewhere.</summary>
    public static T InTime<T>(Func<T> work, Func<string> what)
    {
        var started = Stopwatch.GetTimestamp();
        var result = work();
        if (Stopwatch.GetElapsedTime(started) <= Limit) return result;
        for (var attempt = 1; ; attempt++)
        {
            var before = ThreadTime();
            result = work();
            if (ThreadTime() - before is var took && took <= Limit) return result;
            Assert.True(attempt < 3, $"{what()} took {took.TotalMilliseconds:0} ms of this thread's time three times.");
        }
    }

    public static string Shown(string text) => string.Join(' ', text.Take(60).Select(character => ((int)character).ToString("X4", CultureInfo.InvariantCulture))) + (text.Length > 60 ? $" ... ({text.Length})" : "");

    /// <summary>How long this thread was at work, where the system tells; else the time of the clock.</summary>
    private static TimeSpan ThreadTime()
    {
        const string File = "/proc/thread-self/schedstat";
        return System.IO.File.Exists(File) && long.TryParse(System.IO.File.ReadAllText(File).Split(' ')[0], CultureInfo.InvariantCulture, out var nanoseconds)
            ? TimeSpan.FromTicks(nanoseconds / 100)
            : Stopwatch.GetElapsedTime(0);
    }

    private static string Next(Random dice, int number)
    {
        if (number % 10_000 == 17) return Huge(dice);
        return dice.Next(8) switch
        {
            0 => Mixed(dice, Words, Signs),
            1 => Mixed(dice, Attacks, Words),
            2 => Mixed(dice, Filters, Words),
            3 => Mixed(dice, Filters, Signs),
            4 => Sprinkled(dice, Mixed(dice, Words, Filters)),
            5 => Noise(dice),
            6 => Cut(dice, Mixed(dice, Attacks, Filters)),
            _ => AtLimit(dice),
        };
    }

    private static string Mixed(Random dice, string[] some, string[] others)
    {
        var text = new StringBuilder();
        for (var parts = dice.Next(1, 8); parts > 0; parts--)
        {
            text.Append(dice.Next(2) == 0 ? Pick(dice, some) : Pick(dice, others));
            if (dice.Next(3) > 0) text.Append(' ');
        }
        return text.ToString();
    }

    private static string Sprinkled(Random dice, string text)
    {
        var odd = new StringBuilder(text);
        for (var more = dice.Next(1, 6); more > 0; more--) odd.Insert(dice.Next(odd.Length + 1), Oddities[dice.Next(Oddities.Length)]);
        return odd.ToString();
    }

    private static string Noise(Random dice) => new([.. Enumerable.Range(0, dice.Next(0, 60)).Select(_ => (char)dice.Next(dice.Next(2) == 0 ? 0x80 : 0x10000))]);

    private static string Cut(Random dice, string text) => text[..dice.Next(text.Length + 1)];

    /// <summary>Lengths and counts around every limit of the language.</summary>
    private static string AtLimit(Random dice) => dice.Next(10) switch
    {
        0 => new string(Letter(dice), dice.Next(998, 1_003)),
        1 => string.Join(' ', Enumerable.Repeat(Pick(dice, Words), dice.Next(30, 35))),
        2 => string.Join(' ', Enumerable.Range(0, dice.Next(30, 35))),
        3 => new string('"', dice.Next(1, 1_001)),
        4 => "\"" + string.Join(' ', Enumerable.Range(0, dice.Next(30, 200))) + "\"",
        5 => "a" + new string(Oddities[dice.Next(Oddities.Length)], dice.Next(1, 999)),
        6 => string.Concat(Enumerable.Repeat("\uFDFA", dice.Next(1, 1_000))),
        7 => string.Concat(Enumerable.Repeat(Pick(dice, Signs), dice.Next(1, 300))),
        8 => "ext:" + string.Join(',', Enumerable.Range(0, dice.Next(1, 400))),
        _ => string.Concat(Enumerable.Repeat("-" + Pick(dice, Words) + " ", dice.Next(1, 100))),
    };

    private static string Huge(Random dice) => dice.Next(4) switch
    {
        0 => new string(Letter(dice), Megabyte),
        1 => string.Join(' ', Enumerable.Range(0, 10_000).Select(word => "word" + word.ToString(CultureInfo.InvariantCulture))),
        2 => string.Concat(Enumerable.Repeat("\"harry\" -potter* size:>1 ", Megabyte / 25)),
        _ => new string('"', Megabyte),
    };

    private static char Letter(Random dice) => dice.Next(2) == 0 ? Oddities[dice.Next(Oddities.Length)] : "a東ไ\"*-: "[dice.Next(8)];

    private static string Pick(Random dice, string[] from) => from[dice.Next(from.Length)];
}
