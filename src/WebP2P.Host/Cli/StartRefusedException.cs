namespace WebP2P.Host.Cli;

/// <summary>The node must not start like this; the message says why and names the option.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
