namespace WebP2P.Protocols.Search;

/// <summary>What a ranking knows of a content besides its names.</summary>
/// <param name="SourcesOnline">0 or more.</param>
/// <param name="ModifiedUnixMs">When the newest of its files was last changed; 0 when not known.</param>
/// <param name="NowUnixMs">Wall time of the one who ranks.</param>
public readonly record struct Standing(int SourcesOnline, long ModifiedUnixMs = 0, long NowUnixMs = 0);
