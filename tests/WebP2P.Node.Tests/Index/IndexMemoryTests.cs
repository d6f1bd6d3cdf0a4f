using System.Globalization;
using System.Text;
using WebP2P.Node.Index.Memory;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexMemoryTests
{
    [Fact]
    public void Names_stay_right_while_others_come_and_go_and_their_room_is_used_again()
    {
        using var memory = new IndexMemory();
        Dictionary<int, string> names = [];
        var random = new Random(3);
        for (var step = 0; step < 60_000; step++)
        {
            var name = random.Next(1, 15_000);
            if (names.Remove(name)) memory.RemoveName(name);
            else Add(memory, names, name, string.Create(CultureInfo.InvariantCulture, $"{step} {new string('x', random.Next(200))}é"));
        }
        Assert.InRange(names.Count, 5_000, 10_000);
        Assert.All(names, name => Assert.Equal(name.Value, memory.TextOf(name.Key)));
        Assert.Equal(names.Count, memory.ContentCount);
    }

    [Fact]
    public void Half_of_a_large_one_may_be_holes()
    {
        var texts = new Texts();
        var places = Enumerable.Range(0, 3_000).Select(_ => texts.Add(new byte[1_000])).ToList();
        foreach (var place in places.Take(1_500)) texts.Remove(place);
        Assert.False(texts.IsMostlyHoles);
        texts.Remove(places[1_500]);
        Assert.True(texts.IsMostlyHoles);
    }

    private static void Add(IndexMemory memory, Dictionary<int, string> names, int name, string text)
    {
        names.Add(name, text);
        memory.AddName(name, name, ContentOf(name), Encoding.UTF8.GetBytes(text), 0);
    }
}
