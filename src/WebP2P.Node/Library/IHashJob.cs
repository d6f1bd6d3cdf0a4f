namespace WebP2P.Node.Library;

/// <summary>A file that waits to be hashed.</summary>
internal interface IHashJob
{
    long SizeBytes { get; }

    /// <summary>On a thread of the pool; throws nothing.</summary>
    void Run(int worker);
}
