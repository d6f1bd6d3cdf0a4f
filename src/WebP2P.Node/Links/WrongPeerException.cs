namespace WebP2P.Node.Links;

/// <summary>Another node answered than the one that was meant.</summary>
internal sealed class WrongPeerException : IOException
{
    public WrongPeerException()
    {
    }

    public WrongPeerException(string message)
        : base(message)
    {
    }

    public WrongPeerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
