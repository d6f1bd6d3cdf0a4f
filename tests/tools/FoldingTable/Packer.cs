namespace WebP2P.Tools.FoldingTable;

/// <summary>Packs the table: ranges of letters that stay, then runs of exceptions, all as varints.</summary>
internal sealed class Packer
{
    private const int CodePointsEnd = 0x110000;
    private readonly int[][] folded = [.. Enumerable.Range(0, CodePointsEnd).Select(CodePoints.Fold)];
    private readonly List<byte> bytes = [];

    private enum Run
    {
        Removed,
        Shifted,
        ShiftedEverySecond,
        Constant,
        Several,
    }

    public byte[] Pack()
    {
        WriteRanges();
        WriteRuns();
        return [.. bytes];
    }

    private void WriteRanges()
    {
        var end = 0;
        for (var at = 0; at < CodePointsEnd; at++)
        {
            if (!IsWord(at)) continue;
            var first = at;
            while (at < CodePointsEnd && IsWord(at)) at++;
            Write(first - end);
            Write(at - first);
            end = at;
        }
        Write(0);
        Write(0);
    }

    private void WriteRuns()
    {
        var done = new bool[CodePointsEnd];
        var last = 0;
        for (var at = 0; at < CodePointsEnd; at++)
        {
            if (done[at] || !IsException(at)) continue;
            var (run, count) = Longest(at, done);
            Write((at - last) * 5 + (int)run);
            Write(count);
            WriteTarget(run, at);
            var step = run == Run.ShiftedEverySecond ? 2 : 1;
            var covered = run == Run.Several ? 1 : count;
            for (var i = 0; i < covered; i++) done[at + i * step] = true;
            last = at;
        }
    }

    private (Run Run, int Count) Longest(int at, bool[] done)
    {
        if (folded[at].Length == 0) return (Run.Removed, Count(1, (code, _) => folded[code].Length == 0));
        if (folded[at].Length > 1) return (Run.Several, folded[at].Length);
        var target = folded[at][0];
        var shifted = Count(1, (code, step) => folded[code] is [var to] && to == target + step);
        var second = Count(2, (code, step) => folded[code] is [var to] && to == target + step);
        var constant = Count(1, (code, _) => folded[code] is [var to] && to == target);
        if (constant > shifted && constant > second) return (Run.Constant, constant);
        return second > shifted ? (Run.ShiftedEverySecond, second) : (Run.Shifted, shifted);

        int Count(int step, Func<int, int, bool> belongs)
        {
            var count = 0;
            for (var code = at; code < CodePointsEnd && !done[code] && IsException(code) && belongs(code, code - at); code += step) count++;
            return count;
        }
    }

    private void WriteTarget(Run run, int at)
    {
        if (run == Run.Several) folded[at].ToList().ForEach(Write);
        else if (run != Run.Removed) WriteSigned(folded[at][0] - at);
    }

    private bool IsWord(int code) => folded[code].Any(to => to != CodePoints.Separator);

    private bool IsException(int code) => folded[code].Length != 1 || (folded[code][0] != code && folded[code][0] != CodePoints.Separator);

    private void WriteSigned(int value) => Write(value < 0 ? ~value * 2 + 1 : value * 2);

    private void Write(int value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
