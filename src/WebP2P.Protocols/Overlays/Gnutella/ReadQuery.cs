using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>A query that was read once from the text of its message, for all who look at that message. It is no part of what the message says.</summary>
internal struct ReadQuery : IEquatable<ReadQuery>
{
    private bool isRead;
    private Query? query;
    private IReadOnlyList<uint>? hashes;

    /// <summary>Null when the text is none that Gnutella can answer.</summary>
    public Query? Of(string text)
    {
        if (isRead) return query;
        query = Query.TryParse(text, out var parsed, out _) && parsed!.Plan(OverlayKind.Gnutella).IsPossible ? parsed : null;
        isRead = true;
        return query;
    }

    /// <summary>What routing tables are asked for.</summary>
    public IReadOnlyList<uint> HashesOf(string text) => hashes ??= Of(text) is { } asked ? WordHash.OfQuery(asked) : [];

    public readonly bool Equals(ReadQuery other) => true;

    public override readonly bool Equals(object? obj) => obj is ReadQuery;

    public override readonly int GetHashCode() => 0;
}
