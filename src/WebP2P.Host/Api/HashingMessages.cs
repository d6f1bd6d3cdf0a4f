namespace WebP2P.Host.Api;

/// <param name="LimitBytesPerSecond">Bytes a second; 0: as fast as it goes.</param>
internal sealed record HashingLimitRequest(long LimitBytesPerSecond);
