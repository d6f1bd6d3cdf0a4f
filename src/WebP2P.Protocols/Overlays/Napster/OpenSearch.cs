using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>One search of the owner until its last answer.</summary>
internal sealed class OpenSearch(SearchRequest request, MessageId id, long startedMs)
{
    private readonly HashSet<ContentId> seen = [];

    public SearchRequest Request => request;

    public MessageId Id => id;

    public bool IsAsked { get; private set; }

    /// <summary>Sent and received.</summary>
    public int Messages { get; private set; }

    /// <summary>Bytes of the frames sent and received.</summary>
    public long Bytes { get; private set; }

    public int ContentsMax => Math.Clamp(request.ContentsMax, 1, IndexServerOptions.AnswerContentsMax);

    public void Ask(NodeId server, Turn turn)
    {
        IsAsked = true;
        var question = new IndexSearch(request.Query.ToString(), ContentsMax);
        Count(question);
        turn.Send(server, new Header(id), question);
    }

    /// <summary>Another server will be asked, and may name the same contents.</summary>
    public void WaitAgain()
    {
        IsAsked = false;
        seen.Clear();
    }

    /// <summary>Adds a message to what the search has cost.</summary>
    public void Count(Message message)
    {
        Messages++;
        Bytes += Wire.FrameCodec.Measure(message);
    }

    public long ElapsedMs(Turn turn) => turn.NowMs - startedMs;

    public void Finish(bool complete, string? problem, Turn turn) => Finish(complete, problem, Facets.None, [], turn);

    /// <summary>The last frame: what could not stand in a query, or is like no word of it, is left out.</summary>
    public void Finish(IndexHits last, string? problem, Turn turn) =>
        Finish(last.Complete, problem, last.Facets.Checked(), [.. last.NearestWords.Where(word => seen.Count == 0 && QueryCorrection.Fits(request.Query, word)).Take(NearWords.WordsMax)], turn);

    private void Finish(bool complete, string? problem, Facets facets, IReadOnlyList<string> nearest, Turn turn)
    {
        turn.Wake(NapsterTimers.Search(id), -1);
        turn.Note(new SearchFinished(request.SearchId, OverlayKind.Napster, complete, problem, Messages, Bytes, ElapsedMs(turn)) { Facets = facets, NearestWords = nearest });
    }

    /// <summary>What is wrong with a hit; null when it counts.</summary>
    public DropReason? Check(Hit hit)
    {
        if (!ContentId.IsSize(hit.Content.SizeBytes) || hit.SourceCount < hit.Sources.Count) return DropReason.Malformed;
        if (!request.Query.Matches(hit.Names, hit.Content)) return DropReason.DoesNotMatch;
        if (seen.Count >= ContentsMax) return DropReason.LimitReached;
        return seen.Add(hit.Content) ? null : DropReason.Duplicate;
    }
}
