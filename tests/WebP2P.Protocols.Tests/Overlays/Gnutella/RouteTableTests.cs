using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;
using WebP2P.Tests.Shared;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class RouteTableTests
{
    private const int Bits = 16;

    [Theory]
    [InlineData("eb", 13, 6791)]
    [InlineData("ebc", 13, 7082)]
    [InlineData("ebck", 13, 6698)]
    [InlineData("ebcklmenq", 13, 3527)]
    [InlineData("n", 16, 65003)]
    [InlineData("nd", 16, 54193)]
    [InlineData("ndflaleme", 16, 45559)]
    [InlineData("ol2j34lj", 10, 318)]
    [InlineData("3NJA9", 10, 581)]
    [InlineData("zzzzzzzzzzz", 10, 944)]
    public void A_word_has_the_published_slot(string word, int bits, int slot) => Assert.Equal(slot, WordHash.Slot(WordHash.Of(word), bits));

    [Fact]
    public void A_table_has_the_words_it_was_made_of_and_few_others()
    {
        var table = RouteTable.OfWords(Bits, Words("own", 1_000));
        Assert.All(Words("own", 1_000), word => Assert.True(table.Has(WordHash.Of(word))));
        Assert.InRange(Words("other", 1_000).Count(word => table.Has(WordHash.Of(word))), 0, 60);
    }

    [Fact]
    public void Tables_of_one_size_merge_to_the_words_of_both()
    {
        var merged = RouteTable.OfWords(Bits, ["one", "shared"]).Merge(RouteTable.OfWords(Bits, ["other", "shared"]));
        Assert.Equal(RouteTable.OfWords(Bits, ["one", "other", "shared"]).Slots(), merged.Slots());
    }

    [Theory]
    [InlineData("red car", true)]
    [InlineData("red boat", false)]
    [InlineData("red boa*", true)]
    [InlineData("boa*", true)]
    [InlineData("\"red car\"", true)]
    [InlineData("red -boat", true)]
    [InlineData("hash:00000000000000000000000000000000000000000000000000000000000000ff", true)]
    [InlineData("hash:00000000000000000000000000000000000000000000000000000000000000fe", false)]
    public void All_whole_words_and_the_hash_have_to_be_in_the_table(string text, bool passes)
    {
        Assert.True(Query.TryParse(text, out var query, out _));
        var table = RouteTable.OfWords(Bits, ["red", "car", new string('0', 62) + "ff"]);
        Assert.Equal(passes, table.HasAll(WordHash.OfQuery(query!)));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(10, 12)]
    [InlineData(3_000, 30_000)]
    [InlineData(30_000, 31_000)]
    [InlineData(60_000, 1)]
    public void Patches_make_one_table_of_another(int before, int after)
    {
        var (sender, receiver) = (new NeighbourRoutes(), new NeighbourRoutes());
        var (first, second) = (RouteTable.OfWords(Bits, Words("first", before)), RouteTable.OfWords(Bits, Words("second", after)));
        Deliver(sender.Tell(first), receiver);
        Assert.Equal(first.Slots(), receiver.Table!.Slots());
        var messages = sender.Tell(second).ToList();
        Assert.DoesNotContain(messages, message => message is RouteTableReset);
        Deliver(messages, receiver);
        Assert.Equal(second.Slots(), receiver.Table!.Slots());
    }

    [Fact]
    public void A_table_of_another_size_starts_anew()
    {
        var (sender, receiver) = (new NeighbourRoutes(), new NeighbourRoutes());
        Deliver(sender.Tell(RouteTable.OfWords(12, ["red"])), receiver);
        Deliver(sender.Tell(RouteTable.OfWords(13, ["red", "car"])), receiver);
        Assert.Equal((13, 2), (receiver.Table!.Bits, receiver.Table.Count));
    }

    [Fact]
    public void A_table_that_the_neighbour_has_is_not_told_again()
    {
        var sender = new NeighbourRoutes();
        Assert.Equal(2, sender.Tell(RouteTable.OfWords(Bits, ["red"])).Count());
        Assert.Empty(sender.Tell(RouteTable.OfWords(Bits, ["red"])));
    }

    [Fact]
    public void A_change_of_several_patches_counts_when_it_is_whole()
    {
        var (sender, receiver) = (new NeighbourRoutes(), new NeighbourRoutes());
        var messages = sender.Tell(RouteTable.OfWords(Bits, Words("own", 20_000))).ToList();
        Assert.True(messages.Count > 2);
        Deliver(messages.SkipLast(1), receiver);
        Assert.Null(receiver.Table);
        Deliver(messages.TakeLast(1), receiver);
        Assert.NotNull(receiver.Table);
    }

    [Fact]
    public void Patches_out_of_turn_make_the_table_unknown_until_the_next_reset()
    {
        var receiver = new NeighbourRoutes();
        Assert.Equal(DropReason.Unexpected, receiver.Receive(new RouteTablePatch(1, [0, 1]), 0));
        Deliver([new RouteTableReset(Bits), new RouteTablePatch(1, [0, 1])], receiver);
        Assert.False(receiver.MayHave([uint.MaxValue]));
        Assert.Equal(DropReason.Unexpected, receiver.Receive(new RouteTablePatch(3, [0, 1]), 0));
        Assert.True(receiver.MayHave([uint.MaxValue]));
        Assert.Equal(DropReason.Unexpected, receiver.Receive(new RouteTablePatch(2, [0, 1]), 0));
        Deliver([new RouteTableReset(Bits), new RouteTablePatch(1, [])], receiver);
        Assert.False(receiver.MayHave([uint.MaxValue]));
    }

    [Theory]
    [InlineData(new[] { -1, 5 })]
    [InlineData(new[] { 0, 1025 })]
    [InlineData(new[] { 1024, 1 })]
    [InlineData(new[] { 1, 0, 4 })]
    [InlineData(new[] { 5, int.MaxValue })]
    [InlineData(new[] { int.MaxValue, int.MaxValue, 2 })]
    public void Runs_that_are_none_of_the_table_are_counted(int[] runs)
    {
        var receiver = new NeighbourRoutes();
        Assert.Null(receiver.Receive(new RouteTableReset(RouteTable.BitsMin), 0));
        Assert.Equal(DropReason.Malformed, receiver.Receive(new RouteTablePatch(1, runs), 0));
        Assert.Null(receiver.Table);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(FullAtLeast, true)]
    [InlineData(FullAtLeast - 10, false)]
    public void A_table_that_is_full_is_ignored_and_counted(int perMille, bool ignored)
    {
        var receiver = new NeighbourRoutes();
        Assert.Null(receiver.Receive(new RouteTableReset(RouteTable.BitsMin), 0));
        var dropped = receiver.Receive(new RouteTablePatch(1, [0, 1024 * perMille / 1000]), 0);
        Assert.Equal(ignored ? DropReason.LimitReached : null, dropped);
        Assert.Equal(ignored, receiver.Table is null);
        Assert.Equal(ignored, receiver.MayHave([uint.MaxValue]));
        Assert.False(ignored && receiver.SaysItHas([0]));
    }

    private const int FullAtLeast = NeighbourRoutes.FillPerMilleMax + 2;

    [Theory]
    [InlineData(9)]
    [InlineData(21)]
    [InlineData(31)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void A_table_of_absurd_size_is_counted_and_takes_no_memory(int bits) =>
        Assert.Equal(DropReason.TooLarge, new NeighbourRoutes().Receive(new RouteTableReset(bits), 0));

    [Fact]
    public void A_patch_with_too_many_runs_is_counted()
    {
        var receiver = new NeighbourRoutes();
        Assert.Null(receiver.Receive(new RouteTableReset(Bits), 0));
        Assert.Equal(DropReason.Malformed, receiver.Receive(new RouteTablePatch(1, [.. Enumerable.Repeat(1, RouteTablePatch.RunsMax + 1)]), 0));
    }

    [Fact]
    public void A_neighbour_that_patches_without_end_is_counted_while_the_largest_table_passes()
    {
        var (sender, receiver) = (new NeighbourRoutes(), new NeighbourRoutes());
        Deliver(sender.Tell(RouteTable.OfWords(RouteTable.BitsMax, Words("own", 500_000))), receiver);
        Assert.NotNull(receiver.Table);
        var reasons = Enumerable.Range(0, NeighbourRoutes.PatchesBurst).Select(_ => receiver.Receive(new RouteTableReset(RouteTable.BitsMax), 0)).ToList();
        Assert.Equal(DropReason.RateExceeded, reasons[^1]);
        Assert.Null(receiver.Table);
    }

    [Fact]
    public void Nothing_shared_is_one_table_for_all_nodes()
    {
        var (one, other) = (new OwnRoutes(new FewFiles([]), Bits), new OwnRoutes(new FewFiles([]), Bits));
        Assert.True(one.ReadOn() && other.ReadOn());
        Assert.Same(one.Table, other.Table);
        Assert.Equal(0, one.Table.MemoryBytes);
        var receiver = new NeighbourRoutes();
        Deliver(new NeighbourRoutes().Tell(one.Table), receiver);
        Assert.Same(one.Table, receiver.Table);
    }

    [Fact]
    public void A_table_of_few_words_takes_few_bytes() => Assert.InRange(RouteTable.OfWords(Bits, Words("own", 50)).MemoryBytes, 1, 200);

    [Fact]
    public void The_own_table_is_made_anew_only_when_the_files_changed()
    {
        var files = new FewFiles(["red"]);
        var own = new OwnRoutes(files, Bits);
        Assert.True(own.ReadOn());
        var made = own.Table;
        Assert.True(own.ReadOn());
        Assert.Same(made, own.Table);
        files.Change(["red", "car"]);
        Assert.True(own.IsBehind);
        Assert.True(own.ReadOn());
        Assert.Equal(2, own.Table.Count);
    }

    [Theory]
    [InlineData(4_000, 12, 13)]
    [InlineData(5_000, 12, 13)]
    [InlineData(50_000, 10, 17)]
    [InlineData(1, 12, 12)]
    public void A_share_that_fills_its_table_gets_a_larger_one(int words, int bits, int expected)
    {
        var own = new OwnRoutes(new FewFiles([.. Words("own", words)]), bits);
        while (!own.ReadOn()) { }
        Assert.Equal(expected, own.Table.Bits);
        Assert.InRange(own.Table.FillPerMille, 0, OwnRoutes.FillPerMilleWanted);
        Assert.Equal(RouteTable.OfWords(expected, Words("own", words)).Slots(), own.Table.Slots());
    }

    /// <summary>200,000 files of a thousand folders: a turn reads a part, and tells a part of the neighbours.</summary>
    [Fact]
    public void The_table_of_a_large_library_is_made_and_told_in_parts_and_is_the_same_as_in_one()
    {
        const int Files = 200_000, Neighbours = 8;
        var files = new CountedFiles([.. Words("own", Files), .. Enumerable.Repeat(Words("usual", 40_000), 20).SelectMany(words => words)]);
        var desk = new Desk(new GnutellaOptions { PingMs = 0, DialsHosts = false, NeighboursMax = Neighbours }, files);
        desk.Link([.. Enumerable.Range(1, Neighbours)]);
        List<(int Words, int Told)> turns = [];
        var tables = Enumerable.Range(1, Neighbours).ToDictionary(NapsterSamples.NodeOf, _ => new NeighbourRoutes());
        while (desk.Woken().Any(woken => woken.Timer == GnutellaTimers.Routes))
        {
            var read = files.WordsRead;
            desk.Elapse(GnutellaTimers.Routes);
            var resets = desk.Sent<RouteTableReset>();
            turns.Add((files.WordsRead - read, resets.Count));
            foreach (var (peer, message) in resets) Assert.Null(tables[peer].Receive(message, 0));
            foreach (var (peer, message) in desk.Sent<RouteTablePatch>()) _ = tables[peer].Receive(message, 0);
        }
        Assert.All(turns, turn => Assert.InRange(turn.Words, 0, OwnRoutes.WordsAtOnce));
        Assert.All(turns, turn => Assert.InRange(turn.Told, 0, 1));
        Assert.Equal((5 * Files, Neighbours), (turns.Sum(turn => turn.Words), turns.Sum(turn => turn.Told)));
        var whole = RouteTable.OfWords(19, files.Words);
        Assert.All(tables.Values, table => Assert.Equal(whole.Slots(), table.Table!.Slots()));
    }

    [Fact]
    public void Files_that_change_while_the_table_is_made_are_in_the_next_one()
    {
        var files = new CountedFiles([.. Words("own", 3 * OwnRoutes.WordsAtOnce)]);
        var desk = new Desk(new GnutellaOptions { PingMs = 0, DialsHosts = false }, files).Link(1);
        desk.Elapse(GnutellaTimers.Routes);
        files.Version++;
        desk.Request(new SharedFilesChanged());
        desk.Woken();
        while (desk.Sent<RouteTableReset>().Count == 0) desk.Elapse(GnutellaTimers.Routes);
        Assert.Contains((GnutellaTimers.Routes, (long)QueryRoutes.ChangeMs), desk.Woken());
    }

    [Fact]
    public void A_share_that_fits_into_no_table_says_that_nothing_can_be_told()
    {
        var own = new OwnRoutes(new FewFiles([.. Words("own", 1_500_000)]), RouteTable.BitsMax);
        while (!own.ReadOn()) { }
        var receiver = new NeighbourRoutes();
        foreach (var message in new NeighbourRoutes().Tell(own.Table)) _ = message is RouteTableReset reset ? receiver.Receive(reset, 0) : receiver.Receive((RouteTablePatch)message, 0);
        Assert.True(receiver.MayHave([WordHash.Of("anything")]));
    }

    private static IEnumerable<string> Words(string of, int count) => Enumerable.Range(0, count).Select(number => of + Letters((ulong)number * 0x9E3779B97F4A7C15 >> 16));

    /// <summary>Digits and letters: digits alone have few different hashes.</summary>
    private static string Letters(ulong number)
    {
        var letters = new char[9];
        for (var at = 0; at < letters.Length; at++, number /= 36) letters[at] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(number % 36)];
        return new string(letters);
    }

    private static void Deliver(IEnumerable<Message> messages, NeighbourRoutes receiver)
    {
        foreach (var message in messages)
            Assert.Null(message is RouteTableReset reset ? receiver.Receive(reset, 0) : receiver.Receive((RouteTablePatch)message, 0));
    }

    private sealed class CountedFiles(IReadOnlyList<string> words) : ISharedFiles
    {
        public IReadOnlyList<string> Words => words;

        public int WordsRead { get; private set; }

        public int Count => words.Count;

        public long Version { get; set; } = 1;

        public IReadOnlyList<FoundFile> Match(Query query, int max, out int total)
        {
            total = 0;
            return [];
        }

        public IEnumerable<string> RoutingWords()
        {
            foreach (var word in words)
            {
                WordsRead++;
                yield return word;
            }
        }
    }

    private sealed class FewFiles(IReadOnlyList<string> words) : ISharedFiles
    {
        private IReadOnlyList<string> words = words;

        public int Count => words.Count;

        public long Version { get; private set; } = 1;

        public IReadOnlyList<FoundFile> Match(Query query, int max, out int total)
        {
            total = 0;
            return [];
        }

        public IEnumerable<string> RoutingWords() => words;

        public void Change(IReadOnlyList<string> now) => (words, Version) = (now, Version + 1);
    }
}
