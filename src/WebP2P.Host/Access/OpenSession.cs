namespace WebP2P.Host.Access;

/// <summary>A session while the program runs.</summary>
internal sealed class OpenSession(StoredSession stored)
{
    public StoredSession Stored { get; set; } = stored;

    /// <summary>The browser should get its cookie again, for another 30 days.</summary>
    public bool CookieIsOld { get; set; }

    /// <summary>Cancelled when the browser signs out: its streams and circuits end with it. It lives as long as the last of those, so nobody disposes it.</summary>
    public CancellationTokenSource Over { get; } = new();
}
