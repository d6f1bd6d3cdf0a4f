using WebP2P.Node.Storage;

namespace WebP2P.Node.Transfers;

/// <summary>The own disk failed, not the peer.</summary>
internal sealed class PartFileException : IOException
{
    public PartFileException()
    {
    }

    public PartFileException(string message)
        : base(message) => Trouble = new DiskTrouble(DiskTroubleKind.Broken, message);

    public PartFileException(string message, Exception cause)
        : base(message, cause) => Trouble = new DiskTrouble(DiskTroubleKind.Broken, message);

    public PartFileException(DiskTrouble trouble, Exception? cause = null)
        : base(trouble.Reason, cause) => Trouble = trouble;

    public DiskTrouble Trouble { get; } = new(DiskTroubleKind.Broken, "The disk failed.");

    /// <param name="path">The file that the call was about, when it is known.</param>
    public static PartFileException From(IOException error, string? path = null) => error as PartFileException ?? new(DiskTrouble.Of(error, path), error);

    /// <summary>Makes a call, and says what the disk refuses.</summary>
    public static T Guarded<T>(string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (IOException error)
        {
            throw From(error, path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw From(SystemError.From(error), path);
        }
    }
}
