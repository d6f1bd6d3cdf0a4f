using WebP2P.Host.Components.Drawings;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Components.Parts;

/// <summary>Sentences about the ways to find.</summary>
public static class Ways
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <summary>The written name of an overlay.</summary>
    public static string Title(OverlayKind kind) => OverlayLook.TitleOf(kind.ToString());

    /// <summary>"1 file", "12 408 files".</summary>
    public static string Count(long count, string one, string many) => $"{Measure.Count(count)} {(count == 1 ? one : many)}";

    /// <summary>How long ago, in one unit; a moment is "just now".</summary>
    public static string Ago(DateTimeOffset then, DateTimeOffset now) => now - then < Moment ? "just now" : $"{Measure.OfDuration(now - then)} ago";
}
