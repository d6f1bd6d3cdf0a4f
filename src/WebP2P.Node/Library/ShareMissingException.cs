namespace WebP2P.Node.Library;

/// <summary>The share's folder or its drive is not there; the message is for the owner.</summary>
internal sealed class ShareMissingException(string message) : IOException(message);
