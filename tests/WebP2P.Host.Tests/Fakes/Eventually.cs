namespace WebP2P.Host.Tests.Fakes;

/// <summary>Waiting with a deadline for what others do.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Deadline);

    public static Task Soon(this Task task) => task.WaitAsync(Deadline);
}
