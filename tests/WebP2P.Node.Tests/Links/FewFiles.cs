using System.Globalization;
using WebP2P.Node.Control;

namespace WebP2P.Node.Tests.Links;

/// <summary>A library of given entries, whatever is asked, two a page at most.</summary>
internal sealed class FewFiles : ILibraryTree
{
    public List<LibraryEntry> Entries { get; } = [];

    public LibraryQuestion? Asked { get; private set; }

    public Task<Outcome<Page<LibraryEntry>>> ListAsync(LibraryQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        Asked = question;
        var start = page.Cursor is null ? 0 : int.Parse(page.Cursor, CultureInfo.InvariantCulture);
        var count = Math.Min(2, page.Limit);
        var next = start + count < Entries.Count ? $"{start + count}" : null;
        return Task.FromResult<Outcome<Page<LibraryEntry>>>(new Page<LibraryEntry>([.. Entries.Skip(start).Take(count)], next));
    }

    public Task<Page<Duplicate>> DuplicatesAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}
