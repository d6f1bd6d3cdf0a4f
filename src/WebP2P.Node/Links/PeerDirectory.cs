using System.Collections.Concurrent;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>The newest peer record of each node.</summary>
internal sealed class PeerDirectory(RecordSigner signer) : IPeerDirectory
{
    public const int RecordsMax = 100_000;

    private readonly ConcurrentDictionary<NodeId, Signed<PeerRecord>> records = new();

    private Signed<PeerRecord>? own;

    /// <summary>A record that is newer than what was known, the own one included.</summary>
    public event Action<Signed<PeerRecord>>? Learned;

    public event Action<PeerMove>? Moved;

    public Signed<PeerRecord>? Own
    {
        get => own;
        set
        {
            var before = own?.Value;
            own = value;
            if (value is null) return;
            Learned?.Invoke(value);
            if (before is not null && IsElsewhere(before, value.Value)) Moved?.Invoke(new PeerMove(value.Signer, before, value.Value));
        }
    }

    public bool Learn(Signed<PeerRecord> record)
    {
        if (record.Signer == signer.Self) return false;
        var before = Find(record.Signer)?.Value;
        if (!TryReplace(record)) return false;
        Learned?.Invoke(record);
        if (before is not null && IsElsewhere(before, record.Value)) Moved?.Invoke(new PeerMove(record.Signer, before, record.Value));
        return true;
    }

    /// <summary>What was known when the program ended; of the own record only the number counts, so that the next one is higher.</summary>
    public void Load(IEnumerable<Signed<PeerRecord>> known)
    {
        foreach (var record in known)
        {
            if (record.Signer == signer.Self) signer.Continue(record.Sequence);
            else TryReplace(record);
        }
    }

    /// <summary>Some of the records, at most so many.</summary>
    public IReadOnlyList<Signed<PeerRecord>> Known(int recordsMax) => [.. records.Values.Take(recordsMax)];

    private static bool IsElsewhere(PeerRecord before, PeerRecord now) => before.Reachable != now.Reachable || !before.Addresses.SequenceEqual(now.Addresses);

    private bool TryReplace(Signed<PeerRecord> record)
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

    public Signed<PeerRecord>? Find(NodeId peer) => peer == signer.Self ? own : records.GetValueOrDefault(peer);

    public string? NameOf(NodeId peer) => Find(peer)?.Value.Name is { Length: > 0 } name ? name : null;
}
