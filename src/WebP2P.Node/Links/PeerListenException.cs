namespace WebP2P.Node.Links;

/// <summary>The peer plane cannot listen where it was told to; the message names the option.</summary>
public sealed class PeerListenException : IOException
{
    public PeerListenException()
    {
    }

    public PeerListenException(string message)
        : base(message)
    {
    }

    public PeerListenException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
