using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Drawings;

/// <summary>Neighbouring pieces of one state and, when verified, of one source.</summary>
/// <param name="State">What they are.</param>
/// <param name="Colour">Colour of the source that gave them, 0 to 7; null when nobody is remembered as their giver.</param>
/// <param name="Count">How many pieces.</param>
public readonly record struct PieceRun(PieceState State, int? Colour, int Count);
