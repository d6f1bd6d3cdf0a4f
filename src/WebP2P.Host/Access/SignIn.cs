namespace WebP2P.Host.Access;

/// <summary>Turns a one-time code or the password into a session.</summary>
internal sealed class SignIn(LoginLinks links, OwnerPassword password, LoginThrottle throttle, SessionCookie cookie)
{
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);

    /// <returns>How long to wait before the next attempt, when this one was not looked at.</returns>
    public async Task<(bool Accepted, TimeSpan? Wait)> TryAsync(string? code, string? secret, HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (throttle.Take(address) is { } wait) return (false, wait);
        var accepted = code is not null ? links.Redeem(code) : await password.MatchesAsync(secret!, context.RequestAborted);
        if (accepted is null) return (false, BusyWait);
        if (accepted is false) return (false, null);
        throttle.Clear(address);
        await cookie.SignInAsync(context);
        return (true, null);
    }
}
