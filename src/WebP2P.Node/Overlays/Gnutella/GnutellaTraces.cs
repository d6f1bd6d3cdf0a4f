using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>What became of the last queries of the owner, step by step.</summary>
internal sealed class GnutellaTraces(TimeProvider time)
{
    /// <summary>Searches kept.</summary>
    public const int KeptMax = 20;

    private sealed class Entry(Guid id, string query, DateTimeOffset startedAt)
    {
        public Guid Id => id;

        public WayChosen? Choice { get; set; }

        public SearchCost? Cost { get; set; }

        public WideningOffered? Offer { get; set; }

        public List<QueryStep> Steps { get; } = [];

        /// <summary>Ids of the query: several for a ring.</summary>
        public HashSet<MessageId> Ids { get; } = [];

        public void Add(QueryStep step)
        {
            if (Steps.Count >= GnutellaTrace.StepsMax) return;
            Ids.Add(step.Query);
            Steps.Add(step with { SearchId = Id });
        }

        public GnutellaTrace Copy() => new(id, query, startedAt, Choice, Cost, Offer, [.. Steps]);
    }

    private readonly Lock gate = new();
    private readonly Queue<Entry> entries = new();

    public IReadOnlyList<GnutellaTrace> All
    {
        get
        {
            lock (gate) return [.. entries.Reverse().Select(entry => entry.Copy())];
        }
    }

    public GnutellaTrace? Find(Guid searchId)
    {
        lock (gate) return Of(searchId)?.Copy();
    }

    public void Begin(Guid searchId, string query)
    {
        lock (gate)
        {
            entries.Enqueue(new Entry(searchId, query, time.GetUtcNow()));
            while (entries.Count > KeptMax) entries.Dequeue();
        }
    }

    /// <summary>Takes what belongs to a search of the owner; steps of queries of others are not kept.</summary>
    public void Noted(Notice notice)
    {
        lock (gate)
        {
            switch (notice)
            {
                case WayChosen chosen when Of(chosen.SearchId) is { } entry: entry.Choice = chosen; break;
                case SearchCost cost when Of(cost.SearchId) is { } entry: entry.Cost = cost; break;
                case WideningOffered offer when Of(offer.SearchId) is { } entry: entry.Offer = offer; break;
                case QueryStep { SearchId: { } id } step when Of(id) is { } entry: entry.Add(step); break;
                // A copy of the own query that comes back is met like any other query, by its id alone.
                case QueryStep { SearchId: null, Kind: QueryStepKind.Duplicate or QueryStepKind.Dropped } step when entries.FirstOrDefault(entry => entry.Ids.Contains(step.Query)) is { } entry: entry.Add(step); break;
            }
        }
    }

    private Entry? Of(Guid searchId) => entries.FirstOrDefault(entry => entry.Id == searchId);
}
