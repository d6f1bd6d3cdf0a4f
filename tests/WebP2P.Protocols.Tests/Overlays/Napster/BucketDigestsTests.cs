using System.Globalization;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

/// <summary>The vectors were computed with another program, from the description in <c>docs/wire.md</c>.</summary>
public sealed class BucketDigestsTests
{
    [Theory]
    [InlineData("", "a", 0x022a6979e6dab7, 2)]
    [InlineData("music", "song.mp3", 0x39f9506aa03114, 57)]
    [InlineData("Über/den", "Wolken 日本.txt", 0xc3cd1ac0ca8a2a, 195)]
    public void A_place_is_the_beginning_of_a_hash_of_folder_and_name(string folder, string name, long place, int bucket)
    {
        Assert.Equal(place, FilePlace.Of(folder, name));
        Assert.Equal(bucket, FilePlace.BucketOf(place));
        Assert.True(FilePlace.SpanOf(bucket).Contains(place));
    }

    [Fact]
    public void Long_names_have_their_place_too() =>
        Assert.Equal(0x9456546c099001, FilePlace.Of(new string('x', 2_000), new string('y', 1_000)));

    [Fact]
    public void The_spans_of_all_buckets_cover_every_place_once()
    {
        var spans = Enumerable.Range(0, FilePlace.Buckets).Select(FilePlace.SpanOf).ToList();
        Assert.Equal(0, spans[0].First);
        Assert.Equal(FilePlace.Last, spans[^1].Last);
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
    }

    [Theory]
    [InlineData("", "a", 1, 0, true, "023b652cd2f74639dab3e13e37395c21")]
    [InlineData("", "a", 1, -7, true, "023b652cd2f74639dab3e13e37395c21")]
    [InlineData("music", "song.mp3", 8796093022208, 1700000000000, true, "f14258a13fbc86960afcc617cd21785d")]
    [InlineData("music", "song.mp3", 8796093022208, 1700000000000, false, "c1521d0b5f823f9b15fded0cd53b401f")]
    [InlineData("Über/den", "Wolken 日本.txt", 5, 1, true, "47b28b8fe575e4cc00e1addddbc383f1")]
    public void A_row_has_one_digest_everywhere(string folder, string name, long sizeBytes, long modifiedUnixMs, bool complete, string digest)
    {
        var hash = new ContentHash(new Bytes32([.. Enumerable.Range(0, 32).Select(number => (byte)number)]));
        var file = new FileEntry(new ContentId(hash, sizeBytes), folder, name, modifiedUnixMs, complete);
        Assert.Equal(UInt128.Parse(digest, NumberStyles.HexNumber, CultureInfo.InvariantCulture), BucketDigests.RowDigest(file));
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter_and_no_row_is_an_empty_digest()
    {
        var files = Files(1_000);
        Assert.Equal(BucketDigests.Of(files), BucketDigests.Of(files.AsEnumerable().Reverse()));
        Assert.Equal(BucketDigests.Empty, BucketDigests.Of([]));
        Assert.NotEqual(BucketDigests.Empty, BucketDigests.Of(files));
        Assert.Empty(BucketDigests.Of(files).Differing(BucketDigests.Of(files)));
        Assert.Equal(BucketDigests.Of(files), BucketDigests.FromBytes(BucketDigests.Of(files).ToBytes()));
    }

    [Fact]
    public void Whatever_changes_of_a_file_shows_in_its_bucket_and_in_no_other()
    {
        var before = Files(1_000);
        var file = before[500];
        FileEntry[] changed =
        [
            file with { Content = new ContentId(ContentOf(77).Hash, file.Content.SizeBytes) },
            file with { Content = file.Content with { SizeBytes = 5 } },
            file with { ModifiedUnixMs = file.ModifiedUnixMs + 1 },
            file with { Complete = false },
        ];
        foreach (var one in changed)
        {
            IEnumerable<FileEntry> after = before.Where(kept => kept != file).Append(one);
            Assert.Equal([FilePlace.BucketOf(FilePlace.Of("music", "500.txt"))], BucketDigests.Of(before).Differing(BucketDigests.Of(after)));
        }
    }

    [Fact]
    public void Two_rows_that_exchange_their_contents_do_not_cancel_out()
    {
        var before = Files(2);
        FileEntry[] after = [before[0] with { Content = before[1].Content }, before[1] with { Content = before[0].Content }];
        Assert.NotEmpty(BucketDigests.Of(before).Differing(BucketDigests.Of(after)));
    }

    /// <summary>Many seeds: what the client sends of the buckets that differ makes the old rows the new ones.</summary>
    [Fact]
    public void Replacing_the_parts_of_the_buckets_that_differ_gives_the_other_set_of_files()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var dice = new SeededDice(seed);
            var count = (int)dice.Below(400UL);
            var (old, now) = (Files(count).Where(_ => dice.Below(10) > 0).ToList(), Files(count).Where(_ => dice.Below(10) > 0).ToList());
            var walk = new BucketWalk(1, BucketDigests.Of(now).Differing(BucketDigests.Of(old)));
            var (library, index) = (new PlacedFiles(now), old);
            while (!walk.IsDone)
            {
                var rows = library.Rows(new LibraryBucketRows(1, walk.Buckets, walk.After, (int)dice.Below(20) + 1));
                var repair = walk.Take(rows.ThroughPlace);
                index = [.. index.Where(file => !repair.Replaced.Any(span => span.Contains(FilePlace.Of(file.Folder, file.Name)))), .. rows.Files];
            }
            Assert.Equal(now.Select(file => file.Name).Order(), index.Select(file => file.Name).Order());
        }
    }

    private static List<FileEntry> Files(int count) => [.. Enumerable.Range(0, count).Select(number => File($"{number}.txt", number))];
}
