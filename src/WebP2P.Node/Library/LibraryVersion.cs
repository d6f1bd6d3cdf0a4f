using System.Buffers.Binary;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Where the numbered changes of the own library stand.</summary>
public readonly record struct LibraryVersion(UInt128 LibraryId, long Version)
{
    internal static LibraryVersion Of(LibraryRow row) => new(BinaryPrimitives.ReadUInt128BigEndian(row.LibraryId.ToByteArray(bigEndian: true)), row.Version);
}
