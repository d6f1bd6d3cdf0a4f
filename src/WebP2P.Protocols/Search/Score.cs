namespace WebP2P.Protocols.Search;

/// <summary>How well a content answers a query; more is better. Whole numbers, so that every node ranks alike.</summary>
public sealed record Score(int Total, IReadOnlyList<ScoreReason> Reasons);

/// <summary>One part of a score, with a text for the owner.</summary>
public readonly record struct ScoreReason(string Text, int Points);
