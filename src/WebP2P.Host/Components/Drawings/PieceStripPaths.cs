using System.Globalization;
using System.Text;
using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Drawings;

/// <summary>One path for all runs of a colour: a strip is a handful of elements, however torn it is.</summary>
public static class PieceStripPaths
{
    /// <summary>Class and path of each colour that occurs, in order of the first run; missing pieces are the ground.</summary>
    public static IReadOnlyList<(string Shape, string Path)> Of(IReadOnlyList<PieceRun> runs)
    {
        var paths = new List<(string Shape, StringBuilder Path)>();
        var x = 0L;
        foreach (var run in runs)
        {
            if (Shape(run) is { } shape) PathOf(paths, shape).Append(CultureInfo.InvariantCulture, $"M{x} 0h{run.Count}v10h-{run.Count}z");
            x += run.Count;
        }

        return [.. paths.Select(path => (path.Shape, path.Path.ToString()))];
    }

    private static StringBuilder PathOf(List<(string Shape, StringBuilder Path)> paths, string shape)
    {
        var at = paths.FindIndex(path => path.Shape == shape);
        if (at >= 0) return paths[at].Path;
        paths.Add((shape, new StringBuilder()));
        return paths[^1].Path;
    }

    private static string? Shape(PieceRun run) => run.State switch
    {
        PieceState.Arriving => "arriving",
        PieceState.Verified when run.Colour is { } colour => string.Create(CultureInfo.InvariantCulture, $"c{colour % SourceColours.Count}"),
        PieceState.Verified => "own",
        _ => null,
    };
}
