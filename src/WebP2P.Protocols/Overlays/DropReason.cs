namespace WebP2P.Protocols.Overlays;

/// <summary>Why something from a stranger was dropped; every one has a counter.</summary>
public enum DropReason
{
    Malformed,
    TooLarge,
    UnknownType,
    Unexpected,
    NotAllowedInState,
    RateExceeded,
    TtlExceeded,
    Duplicate,
    Unsolicited,
    BadSignature,
    Expired,
    Replayed,
    WrongNetwork,
    WrongIdentity,
    LimitReached,
    NotOwner,
    DoesNotMatch,
    AddressRefused,
    QueueFull,

    /// <summary>The operator of the index blocked the node.</summary>
    BlockedNode,

    /// <summary>The operator of the index blocked the content.</summary>
    BlockedContent,

    /// <summary>The index could not be read or written.</summary>
    StoreFailed,

    /// <summary>A node offers more files than the index keeps for one.</summary>
    TooManyFiles,

    /// <summary>A name or folder that no file of a share has, or that is too long.</summary>
    BadName,

    /// <summary>The questions of a node cost more than it may spend.</summary>
    CostExceeded,
}
