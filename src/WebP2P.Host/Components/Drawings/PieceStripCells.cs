namespace WebP2P.Host.Components.Drawings;

/// <summary>Runs of pieces as drawn: never more rectangles than the strip has room for.</summary>
public static class PieceStripCells
{
    /// <summary>Most cells of the tall strip; more than this no screen shows apart.</summary>
    public const int CellsMax = 600;

    /// <summary>Most cells of the strip in a row, so that each is wide enough to have a colour.</summary>
    public const int SmallCellsMax = 120;

    /// <summary>The runs themselves, or one cell per equal slice, each showing what most of the slice is.</summary>
    public static IReadOnlyList<PieceRun> Of(IReadOnlyList<PieceRun> runs, int cellsMax = CellsMax)
    {
        if (runs.Count <= cellsMax) return runs;
        var total = runs.Sum(run => (long)run.Count);
        var cells = new List<PieceRun>(cellsMax);
        var (index, used) = (0, 0L);
        for (var cell = 0; cell < cellsMax; cell++)
        {
            var want = (total * (cell + 1) / cellsMax) - (total * cell / cellsMax);
            Append(cells, Largest(runs, ref index, ref used, want) with { Count = (int)want });
        }

        return cells;
    }

    private static PieceRun Largest(IReadOnlyList<PieceRun> runs, ref int index, ref long used, long want)
    {
        var (best, bestCount) = (runs[index], 0L);
        while (want > 0 && index < runs.Count)
        {
            var take = Math.Min(want, runs[index].Count - used);
            if (take > bestCount) (best, bestCount) = (runs[index], take);
            want -= take;
            used += take;
            if (used < runs[index].Count) continue;
            used = 0;
            index++;
        }

        index = Math.Min(index, runs.Count - 1);
        return best;
    }

    private static void Append(List<PieceRun> cells, PieceRun cell)
    {
        if (cells.Count > 0 && cells[^1].State == cell.State && cells[^1].Colour == cell.Colour) cells[^1] = cells[^1] with { Count = cells[^1].Count + cell.Count };
        else cells.Add(cell);
    }
}
