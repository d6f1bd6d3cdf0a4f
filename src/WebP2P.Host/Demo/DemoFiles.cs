using System.Text;

namespace WebP2P.Host.Demo;

/// <summary>The demo's files, all made here: texts, pictures, sounds and random bytes; the same content under different names on several nodes.</summary>
internal static class DemoFiles
{
    /// <summary>Each of them finds something.</summary>
    public static IReadOnlyList<string> ExampleQueries { get; } = ["harry potter", "kind:image", "recording size:>10MB"];

    /// <summary>Gnutella needs a word in every query.</summary>
    public static IReadOnlyList<string> QueriesOf(DemoPlan plan) => plan.HasIndex ? ExampleQueries : ["harry potter", "castle kind:image", "recording size:>10MB"];

    private static readonly string[] Words =
        "castle winter letter owl lantern bridge quiet garden broom window secret river candle friend midnight story tower snow teacher music".Split(' ');

    private static readonly (string[] Names, Func<byte[]> Make)[] Contents =
    [
        (["Harry Potter and the Long Winter (fan novel).txt", "HP - The Long Winter, a Harry Potter fan novel.txt"], () => Story(11, 60_000)),
        (["Harry Potter, read by candle light (fan recording).wav", "HARRY POTTER (candle) read aloud - recording.wav", "harry_potter_fan_recording_1.wav"], () => Sound(12, 24 << 20)),
        (["Harry Potter fan choir - Hedwig's evening (recording).wav", "harry potter choir recording.wav"], () => Sound(13, 14 << 20)),
        (["harry_potter_fan_art_castle.png", "Castle at night (Harry Potter fan art).png"], () => DemoPicture.Make(14, 480, 320)),
        (["Harry Potter quiz night, questions and answers.txt"], () => Story(15, 9_000)),
        (["lake in the morning.png", "morning-lake-0417.png"], () => DemoPicture.Make(16, 640, 360)),
        (["northern lights.png"], () => DemoPicture.Make(17, 512, 288)),
        (["field recording, forest and river.wav"], () => Sound(18, 18 << 20)),
        (["climate-run-0417.bin", "climate model run 0417.bin"], () => Noise(19, 40 << 20)),
    ];

    /// <summary>What only the first node has, so that the others have something to copy from it.</summary>
    private static readonly (string Name, Func<byte[]> Make)[] Own =
    [
        ("holiday pictures 2026.tar", () => Noise(21, 12 << 20)),
        ("my lecture notes.txt", () => Story(22, 30_000)),
    ];

    /// <summary>Writes the shares of all nodes, every content made once; returns how many files each node has.</summary>
    public static int[] Write(Func<int, string> folderOf, int nodes)
    {
        var files = new int[nodes];
        for (var node = 0; node < nodes; node++) Directory.CreateDirectory(folderOf(node));
        Parallel.For(0, Contents.Length + Own.Length, index =>
        {
            var (names, make) = index < Contents.Length ? Contents[index] : ([Own[index - Contents.Length].Name], Own[index - Contents.Length].Make);
            var bytes = make();
            foreach (var node in Owners(index, nodes))
            {
                File.WriteAllBytes(Path.Combine(folderOf(node), names[node % names.Length]), bytes);
                Interlocked.Increment(ref files[node]);
            }
        });
        return files;
    }

    /// <summary>The first node has only its own files: what it finds, it copies from others. Of the rest about half have each content, at least one has it.</summary>
    private static IEnumerable<int> Owners(int index, int nodes) =>
        index >= Contents.Length ? [0] : Enumerable.Range(1, nodes - 1).Where(node => nodes == 2 || (node + index) % 2 != 0);

    private static byte[] Story(int seed, int length)
    {
        var dice = new Random(seed);
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var words = Enumerable.Range(0, dice.Next(6, 15)).Select(_ => Words[dice.Next(Words.Length)]).ToList();
            text.Append(char.ToUpperInvariant(words[0][0])).Append(words[0].AsSpan(1)).Append(' ').AppendJoin(' ', words.Skip(1)).Append(dice.Next(5) == 0 ? ".\n\n" : ". ");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A WAV file: two slowly beating tones and some noise, 16 bit mono at 44,100 Hz.</summary>
    private static byte[] Sound(int seed, int length)
    {
        var bytes = Noise(seed, length);
        using var header = new BinaryWriter(new MemoryStream(bytes, 0, 44));
        header.Write("RIFF"u8);
        header.Write(length - 8);
        header.Write("WAVEfmt "u8);
        header.Write(16);
        header.Write((short)1);
        header.Write((short)1);
        header.Write(44_100);
        header.Write(88_200);
        header.Write((short)2);
        header.Write((short)16);
        header.Write("data"u8);
        header.Write(length - 44);
        var wave = Enumerable.Range(0, 1024).Select(step => Math.Sin(step * Math.Tau / 1024)).ToArray();
        var (tone, step) = (0.0, 3 + (seed * 0.1));
        for (var at = 44; at + 1 < length; at += 2, tone += step) bytes[at + 1] = (byte)(sbyte)(24 * wave[(int)tone & 1023] * wave[(at >> 10) & 1023]);
        return bytes;
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
