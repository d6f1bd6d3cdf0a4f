namespace WebP2P.Host.Api;

/// <param name="Address">HOST:PORT, or HOST:PORT/NODEID to accept only that node.</param>
internal sealed record PeerRequest(string Address);

/// <param name="Note">Why, for the owner; at most 200 characters.</param>
internal sealed record PeerBlockRequest(string? Note = null);
