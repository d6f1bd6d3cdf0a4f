namespace WebP2P.Node.Storage;

internal enum FileSystemCall { Open, Write, Sync, SyncFolder, Rename }

/// <summary>Lets tests make a call of <see cref="DurableFile"/> fail as a broken disk would.</summary>
internal interface IFileSystemFaults
{
    /// <summary>The errno that the call ends with instead of being made; 0 lets it through.</summary>
    int ErrorOf(FileSystemCall call, string path);
}
