namespace WebP2P.Host.Access;

/// <summary>A signed-in browser.</summary>
/// <param name="Id">First half of the SHA-256 of the cookie's value: the value itself is kept by the browser alone.</param>
/// <param name="Agent">The browser's own description, shortened; a stranger's string.</param>
public sealed record StoredSession(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string Agent);
