namespace WebP2P.Protocols.Transfers;

/// <summary>How a download stands with one source.</summary>
public enum SourceStanding : byte
{
    /// <summary>Heard of, not yet asked.</summary>
    Known,

    /// <summary>A link is wanted.</summary>
    Dialling,

    /// <summary>Linked and asked; no answer yet.</summary>
    Asked,

    /// <summary>It has no slot yet.</summary>
    Queued,

    /// <summary>It gave a ticket.</summary>
    Granted,

    /// <summary>Failed; tried again later.</summary>
    Resting,

    /// <summary>Never asked again.</summary>
    Left,
}
