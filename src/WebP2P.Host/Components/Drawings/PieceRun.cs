namespace WebP2P.Host.Components.Drawings;

/// <summary>What a run of pieces is.</summary>
public enum PieceState
{
    Missing,
    Arriving,
    Verified,

    /// <summary>Was here before this download began, or nobody is remembered as its giver.</summary>
    Own,
}

/// <summary>Neighbouring pieces of one state and, when verified, of one source.</summary>
/// <param name="State">What they are.</param>
/// <param name="Colour">Colour of the source that gave them, 0 to 7.</param>
/// <param name="Count">How many pieces.</param>
public readonly record struct PieceRun(PieceState State, int Colour, int Count);
