namespace WebP2P.Host.Components.Lists;

/// <summary>The lasting place of one row: the value changes, the row stays, so that only figures which changed travel to the page.</summary>
public sealed class LiveRow<T>(T value)
{
    private bool isNew;

    /// <summary>The newest value of the row.</summary>
    public T Value { get; private set; } = value;

    /// <summary>The value is another one now.</summary>
    internal event Action? Changed;

    internal void Renew(T newest)
    {
        isNew |= !EqualityComparer<T>.Default.Equals(Value, newest);
        Value = newest;
    }

    /// <summary>Tells the cells, when there is something to tell.</summary>
    internal void Tell()
    {
        if (!isNew) return;
        isNew = false;
        Changed?.Invoke();
    }
}
