using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>One line of a <see cref="TransferTurn"/>. Which fields count follows from <see cref="Kind"/>.</summary>
public readonly record struct TransferAction(TransferActionKind Kind, NodeId Peer)
{
    /// <summary>Fetch, Abandon.</summary>
    public PieceRequest Request { get; init; }

    /// <summary>Fetch, FetchLayer: goes with the request.</summary>
    public UInt128 Ticket { get; init; }

    /// <summary>Wake.</summary>
    public long DelayMs { get; init; }

    /// <summary>The message, notice or release reason.</summary>
    public object? Payload { get; init; }
}
