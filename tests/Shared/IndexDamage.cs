namespace WebP2P.Tests.Shared;

/// <summary>What disks, other programs and people do to the files of a database.</summary>
public enum DamageKind { ZeroedPages, CutOff, StrangeHeader, MissingLog, StrangeLog, MissingFile }

internal static class IndexDamage
{
    private const int PageBytes = 4_096;
    private const int HeaderBytes = 100;

    /// <summary>The files as a kill would leave them, read while they are in use.</summary>
    public static void CopyAsKilled(string fromFolder, string toFolder)
    {
        Directory.CreateDirectory(toFolder);
        foreach (var file in Directory.GetFiles(fromFolder, "index.db*")) File.Copy(file, Path.Combine(toFolder, Path.GetFileName(file)), overwrite: true);
    }

    public static void Do(DamageKind kind, string path)
    {
        switch (kind)
        {
            case DamageKind.ZeroedPages: Write(path, PageBytes, new byte[Length(path) - PageBytes]); break;
            case DamageKind.CutOff: Cut(path, Length(path) / PageBytes / 2 * PageBytes); break;
            case DamageKind.StrangeHeader: Write(path, 0, Strange(HeaderBytes)); break;
            case DamageKind.MissingLog: File.Delete($"{path}-wal"); break;
            case DamageKind.StrangeLog: Write($"{path}-wal", 0, Strange(Length($"{path}-wal"))); break;
            case DamageKind.MissingFile: File.Delete(path); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private static long Length(string path) => new FileInfo(path).Length;

    private static byte[] Strange(long bytes)
    {
        var strange = new byte[bytes];
        new Random(5).NextBytes(strange);
        return strange;
    }

    private static void Write(string path, long at, byte[] bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, bytes, at);
    }

    private static void Cut(string path, long bytes)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(bytes);
    }
}
