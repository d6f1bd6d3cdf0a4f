namespace WebP2P.Node.Index;

/// <summary>The index can be neither read nor begun anew at the moment; the message is for the owner and for peers.</summary>
internal sealed class IndexUnavailableException(string message, Exception? cause) : IOException(message, cause);
