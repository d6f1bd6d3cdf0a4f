using System.Text;

namespace WebP2P.Host.Demo;

/// <summary>The demo's files, all made here: texts, pictures, sounds and random bytes; the same content under different names on several nodes.</summary>
internal static class DemoFiles
{
    /// <summary>Each of them finds something.</summary>
    public static IReadOnlyList<string> ExampleQueries { get; } = ["harry potter", "kind:image", "recording size:>10MB"];

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

    /// <summary>Writes the share of one node; returns how many files it holds.</summary>
    public static int Write(string folder, int node, int nodes)
    {
        Directory.CreateDirectory(folder);
        var files = 0;
        for (var index = 0; index < Contents.Length; index++)
        {
            var (names, make) = Contents[index];
            // The first node has none of these: what it finds, it copies from others. The rest have about half of them each, at least one has every one.
            if (node == 0 || ((node + index) % 2 == 0 && nodes > 2)) continue;
            File.WriteAllBytes(Path.Combine(folder, names[node % names.Length]), make());
            files++;
        }

        if (node != 0) return files;
        foreach (var (name, make) in Own) File.WriteAllBytes(Path.Combine(folder, name), make());
        return Own.Length;
    }

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
        for (var at = 44; at + 1 < length; at += 2) bytes[at + 1] = (byte)(sbyte)(24 * Math.Sin(at * (0.02 + (seed * 0.0007))) * Math.Sin(at * 0.000_01));
        return bytes;
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
