namespace WebP2P.Host.Api;

/// <param name="Path">A folder of this machine, absolute.</param>
internal sealed record ShareRequest(string Path);
