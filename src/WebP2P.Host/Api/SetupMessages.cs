namespace WebP2P.Host.Api;

/// <param name="Done">Setup was finished or skipped.</param>
public sealed record SetupView(bool Done, IReadOnlyList<SetupStep> Steps);

/// <param name="Name"><c>password</c>, <c>share</c> or <c>join</c>.</param>
public sealed record SetupStep(string Name, bool Done);

/// <param name="Password">At least 12 characters; left out for "only this computer".</param>
/// <param name="Share">A folder of this machine.</param>
/// <param name="Join">The index server to register at, HOST:PORT; left out to be one's own.</param>
public sealed record SetupRequest(string? Password = null, string? Share = null, string? Join = null);
