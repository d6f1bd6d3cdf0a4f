using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// What the operator shut out. A blocked node gets nothing from the index, and its files are in no answer; of a blocked content the rows are kept, so that
/// libraries and index stay comparable and nothing is registered anew when it is shown again.
/// </summary>
internal sealed class IndexBlocks(IndexPresence presence, IndexRegistrations registrations, IndexQuestions questions, IndexWatches watches)
{
    public const string Sentence = "The operator of this index server has blocked this node.";

    public bool Contains(IndexPeer peer) => presence.Blocks.Contains(peer.Node);

    /// <summary>Files of a batch that are in no answer.</summary>
    public int Hidden(RegisterBatch batch) => batch.Changes.Count(change => !change.Removed && presence.Blocks.Contains(change.File.Content));

    public void Use(BlockList blocks, Turn turn)
    {
        var before = presence.Blocks;
        presence.Blocks = blocks;
        foreach (var node in blocks.Nodes)
        {
            if (presence.Find(node) is { } peer) registrations.Close(peer, Sentence, turn);
        }
        foreach (var watched in watches.Watched((peer, content) => Hides(before, peer, content) && !Hides(blocks, peer, content)))
            foreach (var some in watched.Chunk(IndexSources.ContentsMax)) Tell(presence.Find(watched.Key), some, turn);
    }

    /// <summary>Records and watches are still taken, so that nothing is missing when the node is let in again.</summary>
    public static bool Passes(Message message) => message is PeerRecordChanged or IndexWatch or IndexUnwatch;

    /// <summary>Answers what somebody waits for in front of a page; the rest is dropped in silence.</summary>
    public static DropReason Refuse(IndexPeer peer, in Header header, Message message, Turn turn)
    {
        var bucket = message is IndexSuggest ? peer.Rates.Suggestions : peer.Rates.Questions;
        if (!bucket.TryTake(turn.NowMs)) return DropReason.RateExceeded;
        if (Refusal(message) is { } refusal)
        {
            peer.Told = Sentence;
            turn.Send(peer.Node, new Header(header.Id), refusal);
        }
        return DropReason.BlockedNode;
    }

    private static Message? Refusal(Message message) => message switch
    {
        Register register => new RegisterRefused(register.LibraryId, Sentence),
        IndexSearch => new IndexHits([], [], Last: true, Complete: false, Sentence),
        IndexSuggest => new IndexSuggestions([], Sentence),
        _ => null,
    };

    private static bool Hides(BlockList blocks, NodeId peer, ContentId content) => blocks.Contains(peer) || blocks.Contains(content);

    /// <summary>What was hidden is shown again: whoever waits for it hears who has it.</summary>
    private void Tell(IndexPeer? peer, IReadOnlyList<ContentId> contents, Turn turn)
    {
        if (peer is not null) questions.AskSources(peer, MessageId.Draw(turn.Dice), contents, turn);
    }
}
