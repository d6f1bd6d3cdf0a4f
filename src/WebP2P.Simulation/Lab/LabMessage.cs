namespace WebP2P.Simulation.Lab;

/// <summary>What a message is to those who measure.</summary>
internal enum LabMessage
{
    /// <summary>Nothing of a search.</summary>
    Other,

    /// <summary>A copy of a query.</summary>
    Query,

    /// <summary>An answer that is counted as a message of the search.</summary>
    CountedAnswer,

    /// <summary>An answer.</summary>
    Answer,
}
