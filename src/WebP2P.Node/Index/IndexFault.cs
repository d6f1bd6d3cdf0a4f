using Microsoft.Data.Sqlite;

namespace WebP2P.Node.Index;

/// <summary>What an error of SQLite means for the index.</summary>
internal enum IndexFault { Other, Damaged, NoRoom, NotWritable, Locked }

internal static class IndexFaults
{
    private const int Busy = 5;
    private const int LockedTable = 6;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Permission = 3;
    private const int NotADatabase = 26;

    // Extended codes of an input/output error: what was read is not what was written.
    private const int IoRead = Io | (1 << 8);
    private const int IoShortRead = Io | (2 << 8);
    private const int IoData = Io | (32 << 8);
    private const int IoCorruptFileSystem = Io | (33 << 8);

    // The shared memory of the log is made larger; that fails where there is no room.
    private const int IoSharedMemorySize = Io | (19 << 8);

    public const string NoRoomSentence = "there is no room on its disk.";

    public static IndexFault Of(SqliteException error) => error.SqliteErrorCode switch
    {
        Corrupt or NotADatabase => IndexFault.Damaged,
        Full => IndexFault.NoRoom,
        Busy or LockedTable => IndexFault.Locked,
        ReadOnly or CannotOpen or Permission => IndexFault.NotWritable,
        Io => OfInputOutput(error.SqliteExtendedErrorCode),
        _ => IndexFault.Other,
    };

    /// <summary>Why nothing can be written, for the owner and for peers that are refused.</summary>
    public static string Sentence(IndexFault fault, SqliteException error) => fault switch
    {
        IndexFault.NoRoom => NoRoomSentence,
        IndexFault.Locked => "another program keeps it locked.",
        _ => $"its file cannot be written (SQLite error {error.SqliteExtendedErrorCode}).",
    };

    private static IndexFault OfInputOutput(int extended) => extended switch
    {
        IoRead or IoShortRead or IoData or IoCorruptFileSystem => IndexFault.Damaged,
        IoSharedMemorySize => IndexFault.NoRoom,
        _ => IndexFault.NotWritable,
    };
}
