namespace WebP2P.Node.Library;

/// <summary>What a scan works with.</summary>
internal sealed record ScanTools(LibraryStore Store, ShareTable Table, ContentHasher Hasher, HashingPace Pace, HashingPool Pool, TimeProvider Time);
