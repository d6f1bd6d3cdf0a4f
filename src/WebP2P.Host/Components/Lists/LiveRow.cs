namespace WebP2P.Host.Components.Lists;

/// <summary>The lasting place of one row: the value changes, the row stays, so that only figures which changed travel to the page.</summary>
public sealed class LiveRow<T>(T value)
{
    /// <summary>The newest value of the row.</summary>
    public T Value { get; internal set; } = value;
}
