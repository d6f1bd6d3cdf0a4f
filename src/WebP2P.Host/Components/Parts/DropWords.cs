using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Components.Parts;

/// <summary>Why something from a peer was not taken, in a few words.</summary>
public static class DropWords
{
    public static string Of(DropReason reason) => reason switch
    {
        DropReason.Malformed => "could not be read",
        DropReason.TooLarge => "too large",
        DropReason.UnknownType => "of an unknown kind",
        DropReason.Unexpected or DropReason.NotAllowedInState => "not expected then",
        DropReason.RateExceeded => "too many at once",
        DropReason.TtlExceeded => "wanted to go too far",
        DropReason.Duplicate => "seen before",
        DropReason.Unsolicited => "answers that nobody asked for",
        DropReason.BadSignature => "with a wrong signature",
        DropReason.Expired => "too old",
        DropReason.Replayed => "sent again",
        DropReason.WrongNetwork => "of another network",
        DropReason.WrongIdentity => "in another node's name",
        DropReason.LimitReached => "beyond a limit",
        DropReason.NotOwner => "about another node's files",
        DropReason.DoesNotMatch => "not what was asked for",
        DropReason.AddressRefused => "with an address that may not be dialled",
        DropReason.QueueFull => "when the queue was full",
        DropReason.BlockedNode => "of a blocked node",
        DropReason.BlockedContent => "of a blocked content",
        DropReason.StoreFailed => "while the index could not be read",
        DropReason.TooManyFiles => "with too many files",
        DropReason.BadName => "with a name that may not be",
        _ => "that cost too much",
    };

    /// <summary>The most frequent first: "12 seen before, 3 too many at once".</summary>
    public static string List(IReadOnlyDictionary<DropReason, long> drops) =>
        string.Join(", ", drops.Where(drop => drop.Value > 0).OrderByDescending(drop => drop.Value).ThenBy(drop => drop.Key).Select(drop => $"{Drawings.Measure.Count(drop.Value)} {Of(drop.Key)}"));
}
