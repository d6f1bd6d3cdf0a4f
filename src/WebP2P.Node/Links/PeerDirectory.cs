using System.Collections.Concurrent;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>The newest peer record of each node.</summary>
internal sealed class PeerDirectory : IPeerDirectory
{
    public const int RecordsMax = 100_000;

    private readonly ConcurrentDictionary<NodeId, Signed<PeerRecord>> records = new();

    public Signed<PeerRecord>? Own { get; set; }

    public bool Learn(Signed<PeerRecord> record)
    {
        while (true)
        {
            if (!records.TryGetValue(record.Signer, out var known))
            {
                if (records.Count >= RecordsMax) return false;
                if (records.TryAdd(record.Signer, record)) return true;
            }
            else
            {
                if (record.Sequence <= known.Sequence) return false;
                if (records.TryUpdate(record.Signer, record, known)) return true;
            }
        }
    }

    public Signed<PeerRecord>? Find(NodeId peer) => records.GetValueOrDefault(peer);

    public string? NameOf(NodeId peer) => Find(peer)?.Value.Name is { Length: > 0 } name ? name : null;
}
