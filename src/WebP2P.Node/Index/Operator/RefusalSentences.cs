using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index.Operator;

/// <summary>What the index refused, in plain words.</summary>
internal static class RefusalSentences
{
    /// <param name="message">Name of the message's type.</param>
    public static string Of(string message, DropReason reason) => $"{What(message)} {Why(reason)}.";

    private static string What(string message) => message switch
    {
        nameof(Register) => "A registration",
        nameof(RegisterDigests) => "A comparison of a library",
        nameof(RegisterBatch) => "A change of a library",
        nameof(PeerRecordChanged) => "A record with addresses",
        nameof(IndexSearch) => "A search",
        nameof(IndexSources) => "A question for sources",
        nameof(IndexWatch) => "A wish to hear of new sources",
        nameof(IndexUnwatch) => "The end of such a wish",
        nameof(IndexSuggest) => "A question for suggestions",
        nameof(IndexPeers) => "A question for addresses",
        nameof(IndexDialBack) => "A wish to be dialled back",
        nameof(CallBack) => "A wish to be called back",
        _ => $"A message ({message})",
    };

    private static string Why(DropReason reason) => reason switch
    {
        DropReason.Malformed => "could not be read",
        DropReason.TooLarge => "was larger than the index takes",
        DropReason.NotAllowedInState => "came without a registration that stands",
        DropReason.RateExceeded => "came more often than a node may ask",
        DropReason.Expired => "was out of date",
        DropReason.Replayed => "had been sent before",
        DropReason.WrongIdentity => "was signed by another node",
        DropReason.LimitReached => "went over a limit of the index",
        DropReason.NotOwner => "was about what belongs to another node",
        DropReason.DoesNotMatch => "contradicted what the index knows",
        DropReason.BlockedNode => "came from a node that you blocked",
        DropReason.BlockedContent => "named a content that you blocked; it is kept and never shown",
        DropReason.TooManyFiles => "offered more files than the index keeps for one node",
        DropReason.BadName => "had a name that no file can have here",
        DropReason.CostExceeded => "cost more than a node may spend",
        DropReason.StoreFailed => "failed because the index could not be read or written",
        _ => "was not expected",
    };
}
