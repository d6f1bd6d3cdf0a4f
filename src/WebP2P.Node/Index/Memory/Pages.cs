namespace WebP2P.Node.Index.Memory;

/// <summary>A growing array in pieces, so that growing neither copies nor holds twice what is needed.</summary>
internal sealed class Pages<T>
    where T : struct
{
    private const int PageBits = 12;
    private const int PageItems = 1 << PageBits;

    private T[][] pages = [];
    private int pageCount;

    /// <summary>Items beyond what was written are the default; writing makes room.</summary>
    public ref T this[int index]
    {
        get
        {
            var page = index >> PageBits;
            if (page >= pageCount) Grow(page);
            return ref pages[page][index & (PageItems - 1)];
        }
    }

    /// <summary>The item, or the default where nothing was written.</summary>
    public T Peek(int index)
    {
        var page = index >> PageBits;
        return page < pageCount ? pages[page][index & (PageItems - 1)] : default;
    }

    private void Grow(int page)
    {
        if (page >= pages.Length) Array.Resize(ref pages, Math.Max(page + 1, pages.Length * 2));
        for (; pageCount <= page; pageCount++) pages[pageCount] = new T[PageItems];
    }
}
