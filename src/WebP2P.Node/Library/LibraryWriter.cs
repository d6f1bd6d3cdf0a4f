using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>The one connection that changes the library's files: compiled statements, one transaction a commit, one caller at a time.</summary>
internal sealed class LibraryWriter : IDisposable
{
    private readonly NodeDbContext context;
    private readonly SqliteConnection connection;
    private readonly FileTable files;
    private readonly TombstoneTable tombstones;
    private readonly PreparedCommand numbers, setNumbers, nameOf;

    /// <param name="context">Kept open, and disposed with this.</param>
    public LibraryWriter(NodeDbContext context)
    {
        this.context = context;
        context.Database.OpenConnection();
        connection = (SqliteConnection)context.Database.GetDbConnection();
        files = new FileTable(connection);
        tombstones = new TombstoneTable(connection);
        numbers = new PreparedCommand(connection, "SELECT LibraryId, Version, ForgottenVersion FROM Library", 0);
        nameOf = new PreparedCommand(connection, "SELECT Name FROM Shares WHERE Id = $0", 1);
        setNumbers = new PreparedCommand(connection, "UPDATE Library SET Version = $0, ForgottenVersion = $1", 2);
    }

    /// <summary>All of the change or nothing; the row is the library's as committed.</summary>
    public (LibraryRow Library, LibraryGrowth Growth) Commit(LibraryChange change)
    {
        SqliteSetup.Execute(connection, "BEGIN IMMEDIATE");
        var isCommitted = false;
        try
        {
            var row = Numbers();
            var growth = Apply(change, row);
            if (tombstones.Forget() is { } forgotten) row.ForgottenVersion = forgotten;
            setNumbers.Run(row.Version, row.ForgottenVersion);
            SqliteSetup.Execute(connection, "COMMIT");
            isCommitted = true;
            return (row, growth);
        }
        finally
        {
            if (!isCommitted) SqliteSetup.Execute(connection, "ROLLBACK");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        numbers.Dispose();
        setNumbers.Dispose();
        nameOf.Dispose();
        files.Dispose();
        tombstones.Dispose();
        context.Dispose();
    }

    private LibraryGrowth Apply(LibraryChange change, LibraryRow row)
    {
        var growth = new LibraryGrowth();
        foreach (var id in change.Removed) Remove(id, row, growth, change.NowUnixMs);
        foreach (var id in change.Changed) Remove(id, row, growth, leftUnixMs: null);
        foreach (var mark in change.Marked) Mark(mark, row, growth);
        ToCurrentNames(change.Added);
        foreach (var file in change.Added) Add(file, row, growth, change.NowUnixMs);
        if (change.Removed.Count > 0) files.Forget(change.NowUnixMs);
        return growth;
    }

    /// <summary>A scan knows its share's name of the beginning; what it found goes under the name of now.</summary>
    private void ToCurrentNames(IReadOnlyList<FileRow> added)
    {
        foreach (var files in added.Where(file => file.ShareId is not null).GroupBy(file => file.ShareId!.Value))
        {
            if (nameOf.Scalar(files.Key) is not string name) continue;
            foreach (var file in files) file.Folder = LibraryRows.FolderOf(name, file.RelativePath);
        }
    }

    /// <summary>A file that is there already with the same content keeps its number.</summary>
    private void Add(FileRow file, LibraryRow row, LibraryGrowth growth, long nowUnixMs)
    {
        if (files.At(file.ShareId, file.RelativePath) is { } old)
        {
            if (IsSame(old, file))
            {
                files.Touch(old.Id, file);
                Mark(new FileMark(old.Id, IsHidden: false, IsMissing: false), row, growth);
                return;
            }
            Remove(old.Id, row, growth, old.Inode == file.Inode ? null : nowUnixMs);
        }
        file.Version = file.Hash is null ? 0 : ++row.Version;
        files.Add(file);
        growth.Add(file.ShareId, 1, file.Size);
    }

    /// <param name="leftUnixMs">Null: it has other bytes now.</param>
    private void Remove(long id, LibraryRow row, LibraryGrowth growth, long? leftUnixMs)
    {
        if (files.Registered(id) is not { } file) return;
        if (file.Version > 0) tombstones.Add(++row.Version, file);
        if (leftUnixMs is { } left) files.Leave(id, left);
        else files.Drop(id);
        if (!file.Hidden) growth.Add(file.ShareId, -1, -file.Size);
    }

    private void Mark(FileMark mark, LibraryRow row, LibraryGrowth growth)
    {
        if (files.Registered(mark.Id) is not { } file || (file.Hidden, file.Missing) == (mark.IsHidden, mark.IsMissing)) return;
        var isRegistered = file.Hash is not null && !mark.IsHidden && !mark.IsMissing;
        if (file.Version > 0 && !isRegistered) tombstones.Add(++row.Version, file);
        files.Mark(mark, isRegistered ? file.Version > 0 ? file.Version : ++row.Version : 0);
        if (mark.IsHidden != file.Hidden) growth.Add(file.ShareId, mark.IsHidden ? -1 : 1, mark.IsHidden ? -file.Size : file.Size);
    }

    private LibraryRow Numbers()
    {
        using var reader = numbers.Read();
        reader.Read();
        return new LibraryRow { LibraryId = reader.GetGuid(0), Version = reader.GetInt64(1), ForgottenVersion = reader.GetInt64(2) };
    }

    private static bool IsSame(FileRow old, FileRow file) =>
        old.Size == file.Size && old.Complete == file.Complete && old.Name == file.Name && old.Folder == file.Folder && SameBytes(old.Hash, file.Hash);

    private static bool SameBytes(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
