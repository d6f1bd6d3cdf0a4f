namespace WebP2P.Node.Storage;

/// <summary>Another process owns the data folder.</summary>
public sealed class DataFolderInUseException : IOException
{
    public DataFolderInUseException(string path, int? processId, Exception? cause)
        : base($"The data folder '{path}' is in use by another WebP2P{(processId is { } id ? $" (process {id})" : "")}. Stop it, or choose another folder with --data.", cause)
    {
        Path = path;
        ProcessId = processId;
    }

    public string Path { get; }

    /// <summary>The owner's process id; null when it could not be read.</summary>
    public int? ProcessId { get; }
}
