namespace WebP2P.Protocols.Search;

/// <summary>What one code point becomes in a token: our own table of Unicode 15.0, the same on every machine and with every runtime.</summary>
internal static class FoldingTable
{
    /// <summary>The code point ends a token.</summary>
    public const int Separator = 0;

    /// <summary>The code point is a mark and vanishes.</summary>
    public const int Removed = -1;

    private const int PageCodePoints = 256;
    private const int RunKinds = 5;

    /// <summary>Stands for every page on which each code point stays what it is, such as most of Han.</summary>
    private static readonly int[] Unchanged = [];

    private static readonly List<int[]> Expansions = [];
    private static readonly int[]?[] Pages = Unpack(Convert.FromBase64String(FoldingData.Unicode150));

    /// <summary>The folded code point, <see cref="Separator"/>, <see cref="Removed"/>, or a lower number that stands for several: see <see cref="Several"/>.</summary>
    public static int Fold(int codePoint)
    {
        var page = Pages[codePoint / PageCodePoints];
        if (page is null) return Separator;
        return ReferenceEquals(page, Unchanged) ? codePoint : page[codePoint % PageCodePoints];
    }

    /// <summary>The code points, among them separators, behind a number below <see cref="Removed"/>.</summary>
    public static ReadOnlySpan<int> Several(int folded) => Expansions[Removed - 1 - folded];

    private static int[]?[] Unpack(byte[] packed)
    {
        var table = new int[0x110000];
        var reader = new Varints(packed);
        ReadRanges(ref reader, table);
        ReadRuns(ref reader, table);
        return [.. table.Chunk(PageCodePoints).Select((page, number) => Share(page, number * PageCodePoints))];
    }

    private static int[]? Share(int[] page, int first)
    {
        if (!page.AsSpan().ContainsAnyExcept(Separator)) return null;
        for (var at = 0; at < page.Length; at++)
        {
            if (page[at] != first + at) return page;
        }
        return Unchanged;
    }

    private static void ReadRanges(ref Varints reader, int[] table)
    {
        for (var at = 0; ;)
        {
            at += reader.Next();
            var count = reader.Next();
            if (count == 0) return;
            for (; count > 0; count--, at++) table[at] = at;
        }
    }

    private static void ReadRuns(ref Varints reader, int[] table)
    {
        for (var at = 0; reader.HasMore;)
        {
            var (gap, kind) = Math.DivRem(reader.Next(), RunKinds);
            at += gap;
            var count = reader.Next();
            switch (kind)
            {
                case 0: table.AsSpan(at, count).Fill(Removed); break;
                case 1: Shift(table, at, count, 1, reader.NextSigned()); break;
                case 2: Shift(table, at, count, 2, reader.NextSigned()); break;
                case 3: table.AsSpan(at, count).Fill(at + reader.NextSigned()); break;
                default: table[at] = ReadSeveral(ref reader, count); break;
            }
        }
    }

    private static void Shift(int[] table, int first, int count, int step, int distance)
    {
        for (var i = 0; i < count; i++) table[first + i * step] = first + i * step + distance;
    }

    private static int ReadSeveral(ref Varints reader, int count)
    {
        var several = new int[count];
        for (var i = 0; i < count; i++)
        {
            var code = reader.Next();
            several[i] = code == ' ' ? Separator : code;
        }
        Expansions.Add(several);
        return Removed - Expansions.Count;
    }

    private ref struct Varints(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> bytes = bytes;

        public readonly bool HasMore => !bytes.IsEmpty;

        public int Next()
        {
            var value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = bytes[0];
                bytes = bytes[1..];
                value |= (part & 0x7F) << shift;
                if (part < 0x80) return value;
            }
        }

        public int NextSigned()
        {
            var value = Next();
            return (value & 1) == 0 ? value >> 1 : ~(value >> 1);
        }
    }
}
