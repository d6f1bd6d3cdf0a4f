using WebP2P.Node.Storage;

namespace WebP2P.Node.Transfers;

/// <summary>The own disk failed, not the peer.</summary>
internal sealed class PartFileException : IOException
{
    public PartFileException()
    {
    }

    public PartFileException(string message)
        : base(message)
    {
    }

    public PartFileException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>There may be room later.</summary>
    public bool IsDiskFull { get; private init; }

    public static PartFileException From(IOException error) =>
        new(DurableFile.IsDiskFull(error) ? "The disk is full." : $"The disk failed: {error.Message}", error) { IsDiskFull = DurableFile.IsDiskFull(error) };
}
