namespace WebP2P.Protocols.Overlays;

/// <summary>What one node says to another. Immutable, without behaviour; the codec stands apart (<c>Wire</c>).</summary>
public abstract record Message
{
    protected Message()
    {
    }

    /// <summary>A changed copy is another message: it has no bytes yet.</summary>
    protected Message(Message original)
    {
    }

    /// <summary>The body that a relayed message came in, so that it is handed on unchanged; empty for one made here.</summary>
    internal ReadOnlyMemory<byte> KeptBody { get; set; }

    /// <summary>The bytes it came in do not count.</summary>
    public virtual bool Equals(Message? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>Numbers of the message types on the wire, u16. A number is never used again for something else.</summary>
public enum MessageType : ushort
{
    None = 0,

    Hello = 1,
    HelloProof = 2,
    Closing = 3,
    Ping = 4,
    Pong = 5,
    LinkHeld = 6,
    PeerRecordChanged = 7,

    Register = 32,
    RegisterResume = 33,
    RegisterBatch = 34,
    RegisterCommitted = 35,
    RegisterRefused = 36,
    RegisterDigests = 37,
    RegisterDiffering = 38,
    IndexSearch = 40,
    IndexHits = 41,
    IndexSources = 42,
    IndexSourcesFound = 43,
    IndexWatch = 44,
    IndexUnwatch = 45,
    IndexPeers = 46,
    IndexPeersFound = 47,
    IndexSuggest = 50,
    IndexSuggestions = 51,
    IndexDialBack = 52,
    IndexDialledBack = 53,
    CallBack = 54,
    CallBackAsked = 55,
    CallBackRefused = 56,

    Want = 64,
    Have = 65,
    HaveMore = 66,
    Queued = 67,
    Granted = 68,
    TransferSources = 69,
    Unwant = 70,
    WantRefused = 71,

    GnutellaPing = 96,
    GnutellaPong = 97,
    GnutellaQuery = 98,
    GnutellaWalk = 99,
    GnutellaHits = 100,
    RouteTableReset = 101,
    RouteTablePatch = 102,
}

/// <summary>128 bits that name a message: an answer carries the id of its question.</summary>
public readonly record struct MessageId(UInt128 Value)
{
    public static MessageId Draw(Dice dice) => new(new UInt128(dice.NextUInt64(), dice.NextUInt64()));

    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What travels in front of a message; TTL + hops is at most <see cref="TtlAndHopsMax"/>.</summary>
public readonly record struct Header(MessageId Id, byte Ttl = 1, byte Hops = 0)
{
    /// <summary>Most hops that any message may make.</summary>
    public const int TtlAndHopsMax = 7;
}
