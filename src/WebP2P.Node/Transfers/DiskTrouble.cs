using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Transfers;

/// <summary>What the disk refuses, as far as it decides what has to happen before a download goes on.</summary>
internal enum DiskTroubleKind { Full, Quota, ReadOnly, NotAllowed, Gone, Changed, TooLarge, BadName, Data, Broken }

/// <summary>Why the own disk paused a download.</summary>
/// <param name="Reason">One sentence that says what happened, and one that says when it goes on.</param>
internal sealed record DiskTrouble(DiskTroubleKind Kind, string Reason)
{
    private const string WhenRoom = "It goes on by itself when there is room.";
    private const string TriedAgain = "What is verified stays, and it is tried again by itself.";

    /// <summary>Null: it is no trouble of a disk.</summary>
    public static DiskTrouble? From(Exception error) => error switch
    {
        PartFileException trouble => trouble.Trouble,
        DbException or DbUpdateException => Data(error),
        IOException other => Of(other, null),
        UnauthorizedAccessException other => Of(SystemError.From(other), null),
        _ => null,
    };

    /// <param name="path">Of the file; its folder is named.</param>
    public static DiskTrouble Of(IOException error, string? path)
    {
        var folder = Path.GetDirectoryName(path) ?? "the downloads";
        return SystemError.NumberOf(error) switch
        {
            UnixCalls.NoSpace => new(DiskTroubleKind.Full, $"The disk with {folder} is full. {WhenRoom}"),
            UnixCalls.OverQuota => new(DiskTroubleKind.Quota, $"Your quota on the disk with {folder} is used up. {WhenRoom}"),
            UnixCalls.ReadOnlyDisk => new(DiskTroubleKind.ReadOnly, $"{folder} is on a disk that can only be read. It goes on by itself when it can be written."),
            UnixCalls.NoAccess or UnixCalls.NotPermitted => new(DiskTroubleKind.NotAllowed, $"This program may not write to {folder}. It goes on by itself once it may."),
            UnixCalls.NoEntry or UnixCalls.NotAFolder => Gone(path ?? folder),
            UnixCalls.TooLarge => new(DiskTroubleKind.TooLarge, $"The disk with {folder} cannot hold a file of this size. Choose another folder for downloads."),
            UnixCalls.NameTooLong => new(DiskTroubleKind.BadName, $"The disk with {folder} does not take a name of this length. {TriedAgain}"),
            _ => new(DiskTroubleKind.Broken, $"The disk with {folder} failed: {error.Message.TrimEnd('.')}. {TriedAgain}"),
        };
    }

    public static DiskTrouble NoRoom(string folder, long neededBytes, long freeBytes, long reservedBytes) => new(
        DiskTroubleKind.Full,
        $"The disk with {folder} has too little room: {Megabytes(neededBytes)} are needed, {Megabytes(freeBytes)} are free and {Megabytes(reservedBytes)} of them are kept for others. {WhenRoom}");

    public static DiskTrouble Gone(string path) => new(
        DiskTroubleKind.Gone,
        $"{path} is not there: it was removed, or its disk is not mounted. It goes on by itself when it is back; resume it to begin again without.");

    public static DiskTrouble Changed(string path) => new(DiskTroubleKind.Changed, $"Another program changed {path}. What is still right is kept, and it goes on by itself.");

    /// <summary>Verified pieces could not be noted.</summary>
    public static DiskTrouble Data(Exception error) => new(DiskTroubleKind.Data, $"This node's database could not be written: {error.Message.TrimEnd('.')}. {TriedAgain}");

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB");
}
