using System.Globalization;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

/// <summary>A library of two shares, a folder in a folder and a thousand files.</summary>
internal sealed class SampleLibrary : ILibraryTree
{
    private const int FilesMax = 1_000;

    public Task<Outcome<Page<LibraryEntry>>> ListAsync(LibraryQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        if (question.Query == "\"open") return Task.FromResult<Outcome<Page<LibraryEntry>>>(new Refusal(RefusalKind.Invalid, "invalid-query", "At character 1: found '\"open', expected a closing quote."));
        var all = question.Query is { } words ? [.. Files("Potter/read aloud").Where(file => file.Name.Contains(words, StringComparison.OrdinalIgnoreCase))] : Entries(question.Path).ToList();
        var from = page.Cursor is null ? 0 : int.Parse(page.Cursor, CultureInfo.InvariantCulture);
        var next = from + page.Limit < all.Count ? (from + page.Limit).ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult<Outcome<Page<LibraryEntry>>>(new Page<LibraryEntry>([.. all.Skip(from).Take(page.Limit)], next));
    }

    public Task<Page<Duplicate>> DuplicatesAsync(PageRequest page, CancellationToken cancellationToken) => Task.FromResult(new Page<Duplicate>(
    [
        new Duplicate(SampleNode.Hash("lecture"), 64_000_000, 3, 128_000_000, ["Lectures/03.mp3", "Potter/old/lecture 03.mp3", "WebP2P/potter_harry_lecture_03.mp3"]),
        new Duplicate(SampleNode.Hash("owl"), 900_000, 2, 900_000, ["Potter/art/owl.png", "WebP2P/owl.png"]),
    ],
    null));

    private static IEnumerable<LibraryEntry> Entries(string path) => path switch
    {
        "" => [LibraryEntry.OfFolder("Lectures", "Lectures", 408, 12_000_000_000), LibraryEntry.OfFolder("Potter", "Potter", 12_000, 400_000_000_000)],
        "Potter" => [LibraryEntry.OfFolder("read aloud", "Potter/read aloud", FilesMax, 5_000_000_000), LibraryEntry.OfFile(SampleNode.Hash("note"), 812, "read me.txt", "Potter", SampleNode.Start), LibraryEntry.OfFile(null, 0, "empty.txt", "Potter", SampleNode.Start)],
        "Potter/read aloud" => Files(path),
        _ => [],
    };

    private static IEnumerable<LibraryEntry> Files(string folder) =>
        Enumerable.Range(0, FilesMax).Select(i => LibraryEntry.OfFile(SampleNode.Hash($"chapter {i}"), 1_300_000 + (i * 7919L), $"chapter {i:000}.ogg", folder, SampleNode.Start.AddDays(-i)));
}
