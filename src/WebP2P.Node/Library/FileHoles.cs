using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>Where a sparse file has no bytes on the disk; a file that changes meanwhile is noticed by its time.</summary>
internal sealed class FileHoles
{
    /// <summary>Below this size asking costs more than reading.</summary>
    private const long AskedFromBytes = 4 << 20;

    private readonly SafeFileHandle file;
    private readonly bool mayHave;
    private Bytes32? fullRoot;
    private long nextData;

    public FileHoles(SafeFileHandle file, PieceMap map)
    {
        this.file = file;
        Map = map;
        mayHave = OperatingSystem.IsLinux() && map.SizeBytes >= AskedFromBytes && UnixCalls.Seek(file, 0, UnixCalls.SeekHole) is >= 0 and var hole && hole < map.SizeBytes;
    }

    public PieceMap Map { get; }

    /// <summary>Whether these bytes, asked for in order, are all in a hole.</summary>
    public bool Covers(long offset, int length)
    {
        if (!mayHave) return false;
        if (nextData <= offset) nextData = DataFrom(offset);
        return nextData >= offset + length;
    }

    /// <summary>The root of a piece of zeros.</summary>
    public Bytes32 PieceRoot(int length)
    {
        if (length != Map.PieceBytes) return MerkleTree.PieceRoot(new byte[length], Map);
        return fullRoot ??= MerkleTree.PieceRoot(new byte[length], Map);
    }

    private long DataFrom(long offset)
    {
        var data = UnixCalls.Seek(file, offset, UnixCalls.SeekData);
        if (data >= 0) return data;
        // Nothing but a hole up to the end; what else goes wrong is read as usual.
        return Marshal.GetLastPInvokeError() == UnixCalls.NoSuchAddress ? Map.SizeBytes : offset;
    }
}
