using System.Globalization;
using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Parts;

/// <summary>What the colours of a download's piece strip stand for, by their classes.</summary>
public static class StripNames
{
    /// <summary>Names of sources that share a colour stand together.</summary>
    public static IReadOnlyDictionary<string, string> Of(DownloadView download)
    {
        var colours = DownloadDrawing.Colours(download);
        var pieces = download.Pieces.Where(run => run is { State: PieceState.Verified, Source: not null }).ToLookup(run => run.Source!.Value, run => run.Count);
        var names = download.Sources.Where(source => pieces.Contains(source.Number)).GroupBy(source => colours[source.Number]).ToDictionary(
            group => string.Create(CultureInfo.InvariantCulture, $"c{group.Key}"),
            group => string.Join(", ", group.Select(source => $"{source.Name ?? source.NodeId.ShortText}: {Ways.Count(pieces[source.Number].Sum(), "piece", "pieces")}")));
        names["arriving"] = "arriving now";
        names["own"] = "from your own disk";
        return names;
    }

    /// <summary>Whether pieces are here that no source is known for.</summary>
    public static bool HasOwn(DownloadView download) => download.Pieces.Any(run => run is { State: PieceState.Verified, Source: null });
}
