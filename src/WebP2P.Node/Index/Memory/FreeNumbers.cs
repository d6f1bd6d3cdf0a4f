namespace WebP2P.Node.Index.Memory;

/// <summary>Hands out the smallest numbers it can without searching: those that came back first, else the next one. The first is 1.</summary>
internal sealed class FreeNumbers
{
    private readonly Stack<int> returned = [];
    private int last;

    public int Take() => returned.TryPop(out var number) ? number : ++last;

    public void Return(int number) => returned.Push(number);

    /// <summary>Marks numbers as taken at the start: all up to the largest that is in use, but those that are not.</summary>
    public void Begin(int largest, Func<int, bool> isUsed)
    {
        last = largest;
        for (var number = largest; number > 0; number--)
            if (!isUsed(number)) returned.Push(number);
    }
}
