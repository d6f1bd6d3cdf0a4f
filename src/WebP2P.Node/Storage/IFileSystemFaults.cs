namespace WebP2P.Node.Storage;

public enum FileSystemCall { Open, Write, Sync, SyncFolder, Rename, Read, Stat, Allocate, Resize, Delete, MakeFolder, Link }

/// <summary>Lets tests make a call of <see cref="DurableFile"/> or <see cref="DiskCalls"/> fail as a broken disk would.</summary>
internal interface IFileSystemFaults
{
    /// <summary>The errno that the call ends with instead of being made; 0 lets it through. A write that fails has written half of its bytes.</summary>
    int ErrorOf(FileSystemCall call, string path);
}
