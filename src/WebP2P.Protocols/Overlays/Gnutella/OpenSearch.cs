using System.Security.Cryptography;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>One search of the owner, or one question for the sources of a content, until its last answer.</summary>
internal sealed class OpenSearch(GnutellaSearch request, SearchGround ground, int number, long startedMs)
{
    private readonly HashSet<ContentId> contents = [];
    private readonly HashSet<(NodeId, ContentId)> seen = [];
    private readonly HashSet<int> asked = [];
    private readonly HashSet<Bytes32> envelopes = [];
    private readonly List<MessageId> ids = [];
    private long renewedMs;
    private ReachForecast? forecast;
    private double nodes;
    private NodeSketch? sighted;
    private int ttlMax;
    private GnutellaQuery? query;

    public GnutellaSearch Request => request;

    /// <summary>Names its timer.</summary>
    public int Number => number;

    /// <summary>Null until it was begun.</summary>
    public ISearchPlan? Plan { get; set; }

    /// <summary>Null until its plan asks nothing more.</summary>
    public LastWait? LastWait { get; set; }

    /// <summary>When the newest question went out; 0 before the first.</summary>
    public long AskedMs { get; private set; }

    /// <summary>When the newest hits came; 0 before the first.</summary>
    public long HeardMs { get; private set; }

    /// <summary>Hits that came and are being opened.</summary>
    public int Openings { get; private set; }

    /// <summary>The content whose sources are looked for; null for a search of the owner.</summary>
    public ContentId? SourcesOf { get; init; }

    public List<HitSource> Sources { get; } = [];

    /// <summary>The id of what is asked now.</summary>
    public MessageId Id { get; private set; }

    /// <summary>Files of others that matched.</summary>
    public int Hits => seen.Count;

    /// <summary>Ended or cancelled: hits that are still being opened do not count any more.</summary>
    public bool IsClosed { get; set; }

    /// <summary>More was found than is shown.</summary>
    public bool IsCut { get; set; }

    public int Messages { get; private set; }

    public long Bytes { get; private set; }

    public long NodesReached { get; private set; }

    public long MessagesEstimated { get; private set; }

    public SearchGround Ground => ground;

    /// <summary>How far queries come from here, as it was when the search began.</summary>
    public ReachForecast Forecast => forecast ??= Surroundings.Forecast(ground);

    /// <summary>The longest TTL so far.</summary>
    public int Ttl => ttlMax;

    /// <summary>Nodes that had something.</summary>
    public int Holders => seen.Select(file => file.Item1).Distinct().Count();

    public int ContentsMax => Math.Clamp(request.ContentsMax, 1, IndexServerOptions.AnswerContentsMax);

    public bool Has(MessageId id) => ids.Contains(id);

    /// <summary>A walker that came back here went on to this neighbour.</summary>
    public void Walked(Neighbour neighbour) => asked.Add(neighbour.Number);

    /// <summary>False when routing tables spared everybody.</summary>
    public bool HasAsked => asked.Count > 0;

    public bool IsAsked(Neighbour neighbour) => asked.Contains(neighbour.Number);

    public long ElapsedMs(Turn turn) => turn.NowMs - startedMs;

    public long WaitMs(int hops) => ground.HopTimes.WaitMs(hops);

    /// <summary>From here on what is asked has a new id, so that nodes which know the old one pass it on again.</summary>
    public void Renew(Turn turn)
    {
        Id = MessageId.Draw(turn.Dice);
        ids.Add(Id);
        ground.Seen.TryAdd(Id, null, turn.NowMs);
        (nodes, renewedMs) = (0, turn.NowMs);
    }

    /// <summary>Asks every neighbour.</summary>
    public void AskAll(int ttl, Turn turn)
    {
        foreach (var neighbour in ground.Neighbours.All) Ask(neighbour, ttl, turn);
    }

    /// <summary>Floods from this neighbour on. False when it was spared, because its routing table has nothing and it is the last hop.</summary>
    public bool Ask(Neighbour neighbour, int ttl, Turn turn)
    {
        query ??= new GnutellaQuery(request.Query.ToString(), GnutellaQuery.FilesMax);
        if (ttl == 1 && !QueryRoutes.MayHave(neighbour, query))
        {
            Trace(neighbour, ttl, QueryStepKind.TableSpared, turn);
            return false;
        }
        Send(neighbour, ttl, query, Forecast.Of(neighbour.Degree, ttl), turn);
        return true;
    }

    /// <summary>Sends a question of the newest id.</summary>
    /// <param name="spread">How far it is taken to spread.</param>
    public void Send(Neighbour neighbour, int ttl, Message message, Spread spread, Turn turn)
    {
        asked.Add(neighbour.Number);
        AskedMs = turn.NowMs;
        neighbour.QueriesOut++;
        Count(message);
        MessagesEstimated += spread.Messages;
        Reach(neighbour, ttl, message, spread);
        ground.Memory.Sent(spread.Messages, turn.NowMs);
        ttlMax = Math.Max(ttlMax, ttl);
        turn.Send(neighbour.Node, new Header(Id, (byte)ttl), message);
        Trace(neighbour, ttl, QueryStepKind.Sent, turn);
    }

    /// <summary>By what the neighbour told of those behind it; else by how far it is taken to spread.</summary>
    private void Reach(Neighbour neighbour, int ttl, Message message, Spread spread)
    {
        if (message is GnutellaQuery && Horizons.Tells(neighbour, ttl - 1)) Horizons.Merge(neighbour, ttl - 1, sighted ??= Horizons.From(ground.Neighbours.Self));
        else nodes += spread.Nodes;
        NodesReached = Math.Max(NodesReached, Horizons.Flooded(Math.Max(ttlMax, ttl), sighted is null ? 0 : Horizons.Others(sighted)) + Forecast.Reached(nodes));
    }

    /// <summary>Adds a message to what the search has cost.</summary>
    public void Count(Message message)
    {
        Messages++;
        Bytes += FrameCodec.Measure(message);
    }

    /// <summary>False for an envelope that came before: opening costs a signature.</summary>
    public bool IsNew(GnutellaHits hits)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(hits.Envelope.Span, hash);
        return envelopes.Add(new Bytes32(hash));
    }

    /// <summary>Hits came, and are opened now.</summary>
    public void Heard(Turn turn) => (HeardMs, Openings) = (turn.NowMs, Openings + 1);

    public void Opened(Turn turn) => (HeardMs, Openings) = (turn.NowMs, Openings - 1);

    /// <summary>Notes how long hits took that came so many hops.</summary>
    public void Measure(MessageId id, int hops, Turn turn)
    {
        if (id == Id) ground.HopTimes.Measured(turn.NowMs - renewedMs, hops);
    }

    /// <summary>What is wrong with a file of a holder; null when it counts.</summary>
    public DropReason? Check(NodeId holder, FoundFile file)
    {
        if (!ContentId.IsSize(file.Content.SizeBytes)) return DropReason.Malformed;
        if (!request.Query.Matches(file.Name, file.Content)) return DropReason.DoesNotMatch;
        if (contents.Count >= ContentsMax && !contents.Contains(file.Content))
        {
            IsCut = true;
            return DropReason.LimitReached;
        }
        if (!seen.Add((holder, file.Content))) return DropReason.Duplicate;
        contents.Add(file.Content);
        return null;
    }

    public SearchCost Cost() => new(request.SearchId, ttlMax, asked.Count, NodesReached, MessagesEstimated, Messages, Bytes);

    /// <summary>Whose trace its steps belong to.</summary>
    public Guid? TracedAs => SourcesOf is null ? request.SearchId : null;

    private void Trace(Neighbour to, int ttl, QueryStepKind kind, Turn turn)
    {
        turn.Note(new QueryStep(Id, null, to.Node, ttl, 0, kind, turn.NowMs) { SearchId = TracedAs });
    }
}
