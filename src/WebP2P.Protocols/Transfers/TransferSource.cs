using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>What a download knows of one source. Only its <see cref="SourceTable"/> and <see cref="DownloadPlan"/> change it.</summary>
public sealed class TransferSource(int number, NodeId peer)
{
    private SourceStanding standing;
    private long retryAtMs;

    /// <summary>Requests at a source at the same time: one on each of two connections.</summary>
    public const int ConnectionsMax = 2;

    private readonly bool[] busy = new bool[ConnectionsMax];

    /// <summary>Place in the table; stays for the life of the download.</summary>
    public int Number { get; } = number;

    public NodeId Peer { get; } = peer;

    public SourceStanding Standing
    {
        get => standing;
        internal set
        {
            standing = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Told when its standing or the time of its next try changes.</summary>
    internal Action? Changed { get; init; }

    /// <summary>One sentence: why it stands so.</summary>
    public string Reason { get; internal set; } = "Not asked yet.";

    /// <summary>What it has; null before it said so.</summary>
    public Bitfield? Pieces { get; internal set; }

    public bool IsWhole => Pieces is { IsFull: true };

    public int PiecesGiven { get; internal set; }

    public int BadPieces { get; internal set; }

    /// <summary>Requests on their way to it.</summary>
    public int InFlight { get; private set; }

    internal UInt128 Ticket { get; set; }

    /// <summary>How often it was contacted: what was asked of it before the newest contact tells nothing of that one.</summary>
    internal int Contacts { get; set; }

    /// <summary>Tries without a rest that are left: what led to a place where it no longer is ends without its being to blame.</summary>
    internal int PromptTries { get; set; }

    /// <summary>Since the last piece that came from it.</summary>
    public int Failures { get; internal set; }

    internal long RetryAtMs
    {
        get => retryAtMs;
        set
        {
            retryAtMs = value;
            Changed?.Invoke();
        }
    }

    /// <summary>How fast it gives.</summary>
    public SourcePace Pace { get; } = new();

    /// <summary>Asked of it and not here yet.</summary>
    public long MissingBytes { get; internal set; }

    internal long LastAssigned { get; set; }

    /// <summary>Its place in its own queue, as it says; 1 is next.</summary>
    internal int Place { get; set; }

    /// <summary>Since when nothing came from it: when it was asked, gave a slot, or gave the last piece.</summary>
    public long QuietSinceMs { get; internal set; }

    /// <summary>It had nothing to give when last looked; cleared when that may have changed.</summary>
    internal bool IsExhausted { get; set; }

    /// <summary>Others give more for the room that it would take.</summary>
    internal bool IsBenched { get; set; }

    internal bool HasFreeConnection => InFlight < ConnectionsMax;

    /// <summary>What runs to the old place ends, then perhaps the link to it.</summary>
    internal void Moved() => PromptTries = 2;

    internal int TakeConnection()
    {
        var connection = Array.IndexOf(busy, false);
        busy[connection] = true;
        InFlight++;
        return connection;
    }

    internal void FreeConnection(int connection)
    {
        busy[connection] = false;
        InFlight--;
    }
}
