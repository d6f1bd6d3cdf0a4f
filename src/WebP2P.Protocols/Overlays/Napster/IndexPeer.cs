using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

internal enum RegistrationPhase { None, LookingUp, Open, Comparing, Repairing, Refused }

/// <summary>What the index server knows of a linked peer; gone with the link.</summary>
internal sealed class IndexPeer(NodeId node, PeerRates rates)
{
    public NodeId Node => node;

    public PeerRates Rates => rates;

    /// <summary>Where it stands among those who are linked.</summary>
    public int Place { get; set; }

    /// <summary>Questions that the store has not answered yet.</summary>
    public int QuestionsOpen { get; set; }

    public Signed<PeerRecord>? Record { get; set; }

    public RegistrationPhase Phase { get; set; }

    /// <summary>Grows with every <see cref="Register"/>: answers about an earlier one are void.</summary>
    public int Epoch { get; set; }

    public MessageId RegisterId { get; set; }

    public UInt128 LibraryId { get; set; }

    /// <summary>The version the peer says its library is at.</summary>
    public long Version { get; set; }

    /// <summary>Where the next batch has to begin.</summary>
    public long NextFrom { get; set; }

    /// <summary>Batches that are not acknowledged yet.</summary>
    public int OnTheWay { get; set; }

    /// <summary>Rows that the index has of the peer, as the store last said.</summary>
    public int Files { get; set; }

    /// <summary>By how many rows the batches on the way make it more.</summary>
    public int FilesOnTheWay { get; set; }

    /// <summary>Not null while buckets that differ are replaced.</summary>
    public PeerRepair? Repair { get; set; }

    public bool IsLookedUp { get; set; }

    /// <summary>The index has all that the peer said it has.</summary>
    public bool IsRegistered => Phase == RegistrationPhase.Open && OnTheWay == 0 && NextFrom >= Version;

    /// <summary>Why the peer was refused, as it was told, until it is counted.</summary>
    public string? Told { get; set; }

    public string? TakeTold()
    {
        var told = Told;
        Told = null;
        return told;
    }
}
