namespace WebP2P.Host.Access;

/// <summary>The key of command line and scripts: made at first start, in a file only the owner can read, sent as <c>Authorization: Bearer</c>.</summary>
public sealed class ControlKey
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "control-key";

    private const string Prefix = "webp2p_";
    private const int LengthMin = 40;
    private readonly byte[] hash;

    private ControlKey(string text)
    {
        Text = text;
        hash = Secret.Hash(text);
    }

    /// <summary>The key itself.</summary>
    public string Text { get; }

    /// <summary>Reads the key, or makes it when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is there and holds no key.</exception>
    public static ControlKey Open(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        if (!File.Exists(path))
        {
            PrivateFile.CreateFolder(dataFolder);
            PrivateFile.Create(path, Prefix + Secret.New() + "\n");
        }

        var text = File.ReadAllText(path).Trim();
        return text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length >= LengthMin
            ? new ControlKey(text)
            : throw new InvalidDataException($"The file {path} holds no key. Delete it, and the next start makes a new one.");
    }

    public bool Matches(string given) => Secret.Matches(given, hash);
}
