namespace WebP2P.Host.Components.Drawings;

/// <summary>Which cells of a 5 x 5 picture are filled for an id: mirrored, so that eyes remember it.</summary>
public static class IdenticonCells
{
    private const int Rows = 5;
    private const int HalfColumns = 3;

    /// <summary>Filled cells, from hex digits 2 to 16 (the first two choose the colour).</summary>
    public static IReadOnlyList<(int X, int Y)> Of(string hex)
    {
        var cells = new List<(int, int)>();
        for (var i = 0; i < Rows * HalfColumns && i + 2 < hex.Length; i++)
        {
            if ((Convert.ToInt32(hex[i + 2].ToString(), 16) & 1) == 0) continue;
            var (x, y) = (i / Rows, i % Rows);
            cells.Add((x, y));
            if (x < HalfColumns - 1) cells.Add((4 - x, y));
        }

        return cells;
    }
}
