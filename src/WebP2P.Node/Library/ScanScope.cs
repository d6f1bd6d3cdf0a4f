namespace WebP2P.Node.Library;

/// <summary>How much of a share is looked through.</summary>
/// <param name="Filter">Leaves entries out.</param>
/// <param name="Folders">Changed folders, inside the share; null: all of it. Folders in them are entered when nothing is known of them.</param>
/// <param name="Settled">Files that changed more recently are left until later; zero: all files are taken as they are.</param>
internal sealed record ScanScope(WalkFilter Filter, IReadOnlyCollection<string>? Folders, TimeSpan Settled);
