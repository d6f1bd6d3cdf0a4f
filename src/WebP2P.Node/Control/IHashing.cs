namespace WebP2P.Node.Control;

/// <summary>The reading of new files, for all shares together. What was hashed stays hashed, whatever happens here.</summary>
public interface IHashing
{
    HashingView View { get; }

    /// <summary>Also over a restart, until <see cref="ResumeAsync"/>. Once more changes nothing.</summary>
    Task<HashingView> PauseAsync(CancellationToken cancellationToken);

    Task<HashingView> ResumeAsync(CancellationToken cancellationToken);

    /// <summary>Invalid: negative, or above 2^43. Remembered over a restart.</summary>
    /// <param name="bytesPerSecond">0: as fast as it goes.</param>
    Task<Outcome<HashingView>> LimitAsync(long bytesPerSecond, CancellationToken cancellationToken);
}

/// <param name="Paused">By the owner.</param>
/// <param name="LimitBytesPerSecond">0: as fast as it goes.</param>
/// <param name="Workers">Files that are read at once at most; one while transfers run.</param>
/// <param name="BytesHashed">Since the start of the program.</param>
public sealed record HashingView(bool Paused, long LimitBytesPerSecond, int Workers, long BytesHashed);
