namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What a query or a walker asks of a holder.</summary>
internal readonly record struct AskedQuery(string Text, int HitsMax);
