namespace WebP2P.Host.Access;

/// <summary>A signed-in browser.</summary>
/// <param name="TokenHash">SHA-256 of the cookie's value, in hex: the value itself is kept by the browser alone.</param>
public sealed record StoredSession(string TokenHash, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);
