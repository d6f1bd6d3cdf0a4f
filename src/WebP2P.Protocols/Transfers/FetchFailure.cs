namespace WebP2P.Protocols.Transfers;

/// <summary>Why a request brought no whole piece.</summary>
public enum FetchFailure : byte
{
    /// <summary>The connection broke, or the body ended early.</summary>
    Broken,

    /// <summary>Nothing came for the length of the request timeout.</summary>
    Stalled,

    /// <summary>503: the ticket counts no longer.</summary>
    Busy,

    /// <summary>404 or 416: it does not have what it said it has.</summary>
    Refused,

    /// <summary>Not what was asked for: another status, another range, one byte too many, a layer that proves nothing.</summary>
    Wrong,
}
