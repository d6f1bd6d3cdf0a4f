namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How far something that is sent is taken to spread.</summary>
/// <param name="Nodes">Nodes it would come to in a network without end.</param>
/// <param name="Messages">Copies of it.</param>
internal readonly record struct Spread(double Nodes, long Messages);
