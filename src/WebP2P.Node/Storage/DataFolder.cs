using System.Globalization;

namespace WebP2P.Node.Storage;

/// <summary>The folder with the node's key and databases. Whoever opened it owns it until it is disposed or the process ends.</summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockFileName = "lock";
    private const string ProcessIdFileName = "lock.pid";

    private readonly FileStream owned;

    private DataFolder(string path, DurableFile files, FileStream owned)
    {
        Root = path;
        Files = files;
        this.owned = owned;
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    public string NodeDatabase => PathOf("node.db");

    public string IndexDatabase => PathOf("index.db");

    internal DurableFile Files { get; }

    /// <summary>Creates the folder (0700) when needed and takes its lock.</summary>
    /// <exception cref="DataFolderInUseException">Another process, or another node of this one, has it.</exception>
    public static DataFolder Open(string path) => Open(path, new DurableFile());

    internal static DataFolder Open(string path, DurableFile files)
    {
        path = Path.GetFullPath(path);
        CreatePrivateFolder(path);
        return new DataFolder(path, files, TakeLock(path));
    }

    /// <summary>Absolute path of an entry of this folder.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>A folder inside this one, 0700; made when missing.</summary>
    public string PrivateFolder(string name)
    {
        CreatePrivateFolder(PathOf(name));
        return PathOf(name);
    }

    /// <summary>Writes a file that only the owner may read (0600). After a crash it holds the old bytes or the new ones.</summary>
    public void WriteSecret(string name, ReadOnlySpan<byte> bytes) => Files.Replace(PathOf(name), bytes, OwnerReadsAndWrites);

    /// <summary>Null when there is no such file.</summary>
    public byte[]? ReadSecret(string name) => File.Exists(PathOf(name)) ? File.ReadAllBytes(PathOf(name)) : null;

    /// <summary>Closes the databases' idle connections, then lets others have the folder.</summary>
    public void Dispose()
    {
        SqliteSetup.CloseIdle(NodeDatabase);
        SqliteSetup.CloseIdle(IndexDatabase);
        owned.Dispose();
    }

    private static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, OwnerOnly);
    }

    /// <summary>The process id stands in a file beside the lock, because a locked file cannot be read everywhere.</summary>
    private static FileStream TakeLock(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(Path.Combine(path, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException cause) when (cause is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new DataFolderInUseException(path, ReadProcessId(path), cause);
        }
        File.WriteAllText(Path.Combine(path, ProcessIdFileName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return stream;
    }

    private static int? ReadProcessId(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(Path.Combine(path, ProcessIdFileName)), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
