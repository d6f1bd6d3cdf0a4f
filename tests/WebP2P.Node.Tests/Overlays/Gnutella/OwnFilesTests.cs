using System.Security.Cryptography;
using System.Text;
using WebP2P.Node.Overlays.Gnutella;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

public sealed class OwnFilesTests
{
    private readonly OwnFiles files = new();

    [Fact]
    public void Files_are_found_by_all_their_words_in_the_order_in_which_they_came()
    {
        Add("Harry Potter 2.ogg", "harry potter 1.ogg", "Harry alone.ogg", "Potter, HARRY.txt");
        Assert.Equal(["Harry Potter 2.ogg", "harry potter 1.ogg", "Potter, HARRY.txt"], Names("harry potter"));
        Assert.Equal(["Harry Potter 2.ogg", "harry potter 1.ogg"], Names("harry potter ext:ogg"));
        Assert.Equal(["Potter, HARRY.txt"], Names("\"potter harry\""));
        Assert.Equal(["Harry alone.ogg"], Names("har* -potter"));
        Assert.Equal([], Names("harry hedwig"));
        Assert.Equal([], Names("kind:audio"));
    }

    [Fact]
    public void A_content_is_found_by_its_hash_and_no_other()
    {
        Add("one.txt", "two.txt");
        Assert.Equal(["two.txt"], Names($"hash:{Content("two.txt")}"));
        Assert.Equal([], Names($"hash:{Content("three.txt")}"));
    }

    [Fact]
    public void No_more_are_given_than_asked_for_and_all_are_counted()
    {
        Add([.. Enumerable.Range(0, 50).Select(number => $"song {number}.ogg")]);
        var found = files.Match(Parsed("song"), 7, out var total);
        Assert.Equal(7, found.Count);
        Assert.Equal(50, total);
        Assert.Equal("song 0.ogg", found[0].Name);
    }

    [Fact]
    public void What_is_removed_or_not_complete_is_not_offered()
    {
        Add("keep this.txt", "drop this.txt");
        files.Apply([new FileChange(true, Entry("drop this.txt")), new FileChange(false, Entry("half this.txt") with { Complete = false })]);
        Assert.Equal(["keep this.txt"], Names("this"));
        Assert.Equal(1, files.Count);
        Assert.DoesNotContain("drop", files.RoutingWords());
        Assert.DoesNotContain(Content("drop this.txt").Hash.ToString(), files.RoutingWords());
    }

    [Fact]
    public void Routing_words_are_every_token_and_every_hash()
    {
        Add("One two.txt");
        Assert.Equal(["one", "two", "txt", Content("One two.txt").Hash.ToString()], files.RoutingWords());
        Assert.True(files.Version > 0);
    }

    [Fact]
    public void Routing_words_can_be_read_in_parts_while_files_come_and_go()
    {
        Add([.. Enumerable.Range(0, 1_000).Select(number => $"song{number}.ogg")]);
        using var words = files.RoutingWords().GetEnumerator();
        Assert.True(words.MoveNext());
        files.Apply([new FileChange(true, Entry("song999.ogg"))]);
        Add("later.txt");
        List<string> rest = [];
        while (words.MoveNext()) rest.Add(words.Current);
        Assert.Contains("song998", rest);
        Assert.DoesNotContain("song999", rest);
        Assert.Contains("later", rest);

        using var cleared = files.RoutingWords().GetEnumerator();
        Assert.True(cleared.MoveNext());
        files.Clear();
        while (cleared.MoveNext()) { }
        Assert.Empty(files.RoutingWords());
    }

    [Fact]
    public void A_query_whose_names_must_be_read_reads_no_more_than_its_limit()
    {
        Add([.. Enumerable.Range(0, FilePostings.ReadMax + 10).Select(number => $"song {number}.ogg")]);
        files.Match(Parsed("song ext:ogg"), 1, out var read);
        files.Match(Parsed("song"), 1, out var all);
        Assert.Equal(FilePostings.ReadMax, read);
        Assert.Equal(FilePostings.ReadMax + 10, all);
    }

    [Fact]
    public async Task Two_hundred_thousand_files_come_in_while_questions_go_on()
    {
        const int count = 200_000;
        var names = Enumerable.Range(0, count).Select(number => $"album {number % 1000} track {number} take{number % 7}.ogg").ToList();
        var changes = names.ConvertAll(name => new FileChange(false, new FileEntry(new ContentId(new ContentHash(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(name)))), 1), "music", name, 0, true)));
        var filling = Task.Run(() => files.Apply(changes), TestContext.Current.CancellationToken);
        var query = Parsed("album track 77");
        var answeredBetween = 0;
        while (!filling.IsCompleted)
        {
            files.Match(query, 10, out _);
            if (files.Count is > 0 and < count) answeredBetween++;
        }
        await filling;
        Assert.Equal(count, files.Count);
        files.Match(Parsed("album"), 5, out var total);
        Assert.Equal(count, total);
        // A question that had to wait for all of them, or for most, would be answered before or after only.
        Assert.InRange(answeredBetween, 5, int.MaxValue);
    }

    private static Query Parsed(string text) => Query.TryParse(text, out var query, out _) ? query! : throw new ArgumentException(text);

    private void Add(params string[] names) => files.Apply([.. names.Select(name => new FileChange(false, Entry(name)))]);

    private IEnumerable<string> Names(string query) => files.Match(Parsed(query), 100, out _).Select(file => file.Name);

    private static FileEntry Entry(string name) => new(Content(name), "share", name, 7, true);

    private static ContentId Content(string name) => new(new ContentHash(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(name)))), name.Length);
}
