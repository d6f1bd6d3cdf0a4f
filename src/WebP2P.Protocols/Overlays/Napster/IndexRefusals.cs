using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What an index server refused or dropped for one reason since its start.</summary>
/// <param name="Message">The message it was about, by the name in <c>docs/wire.md</c>.</param>
/// <param name="LastNode">Who sent the newest one.</param>
public sealed record IndexRefusal(string Message, DropReason Reason, long Count, NodeId LastNode, long LastUnixMs)
{
    /// <summary>The newest sentence that was told about it; null when nothing was told.</summary>
    public string? LastSentence { get; init; }
}

/// <summary>Counts refusals by message and reason; as many rows as there are such pairs.</summary>
internal sealed class IndexRefusals
{
    private readonly Dictionary<(string Message, DropReason Reason), IndexRefusal> rows = [];

    /// <summary>As they are now, the most frequent first.</summary>
    public IReadOnlyList<IndexRefusal> Rows =>
        [.. rows.Values.OrderByDescending(row => row.Count).ThenBy(row => row.Message, StringComparer.Ordinal).ThenBy(row => row.Reason)];

    /// <param name="sentence">What the node was told; null when nothing was.</param>
    /// <param name="times">More than one when parts of a message are counted.</param>
    public void Count(NodeId node, string message, DropReason reason, string? sentence, long wallUnixMs, long times = 1)
    {
        var known = rows.GetValueOrDefault((message, reason));
        rows[(message, reason)] = new IndexRefusal(message, reason, (known?.Count ?? 0) + times, node, wallUnixMs) { LastSentence = sentence ?? known?.LastSentence };
    }
}
