using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// 256 sums that tell where two sets of files differ. The digest of a bucket (<see cref="FilePlace"/>) is the sum, modulo 2^128, of its rows' digests;
/// a row's is the first 16 bytes of SHA-256 over folder, 0, name, 0, hash (32 bytes), size, modified (Unix ms, not below 0; 8 bytes each) and complete
/// (1 byte). Texts are UTF-8, numbers begin with the most significant byte. The order of the rows does not matter. Immutable.
/// </summary>
public sealed class BucketDigests : IEquatable<BucketDigests>
{
    /// <summary>Of one bucket.</summary>
    public const int DigestBytes = 16;

    /// <summary>Of all buckets.</summary>
    public const int BytesLength = FilePlace.Buckets * DigestBytes;

    /// <summary>Rows up to this length are hashed without renting memory.</summary>
    private const int StackBytesMax = 512;

    private const int FixedBytes = 2 + Bytes32.Length + 8 + 8 + 1;

    private readonly UInt128[] sums;

    private BucketDigests(UInt128[] sums) => this.sums = sums;

    /// <summary>Of no file.</summary>
    public static BucketDigests Empty { get; } = new(new UInt128[FilePlace.Buckets]);

    public static BucketDigests Of(IEnumerable<FileEntry> files)
    {
        var sum = new Sum();
        foreach (var file in files) sum.Add(file, FilePlace.Of(file.Folder, file.Name));
        return sum.Digests();
    }

    /// <exception cref="ArgumentException">Not <see cref="BytesLength"/> bytes.</exception>
    public static BucketDigests FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != BytesLength) throw new ArgumentException($"Exactly {BytesLength} bytes are needed.", nameof(bytes));
        var sums = new UInt128[FilePlace.Buckets];
        for (var bucket = 0; bucket < sums.Length; bucket++) sums[bucket] = BinaryPrimitives.ReadUInt128BigEndian(bytes[(bucket * DigestBytes)..]);
        return new BucketDigests(sums);
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[BytesLength];
        for (var bucket = 0; bucket < sums.Length; bucket++) BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(bucket * DigestBytes), sums[bucket]);
        return bytes;
    }

    /// <summary>Buckets that are not the same in both, rising.</summary>
    public IReadOnlyList<int> Differing(BucketDigests other) => [.. Enumerable.Range(0, FilePlace.Buckets).Where(bucket => sums[bucket] != other.sums[bucket])];

    /// <inheritdoc />
    public bool Equals(BucketDigests? other) => other is not null && sums.AsSpan().SequenceEqual(other.sums);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as BucketDigests);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(sums[0], sums[1], sums[2]);

    /// <inheritdoc />
    public override string ToString() => $"{Differing(Empty).Count} buckets, {sums.Aggregate(UInt128.Zero, (all, sum) => unchecked(all + sum)):x32}";

    public static UInt128 RowDigest(FileEntry file)
    {
        var length = FixedBytes + Encoding.UTF8.GetByteCount(file.Folder) + Encoding.UTF8.GetByteCount(file.Name);
        var rented = length > StackBytesMax ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> row = rented is null ? stackalloc byte[StackBytesMax] : rented;
        Write(row, file);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row[..length], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Write(Span<byte> row, FileEntry file)
    {
        var at = Encoding.UTF8.GetBytes(file.Folder, row);
        row[at++] = 0;
        at += Encoding.UTF8.GetBytes(file.Name, row[at..]);
        row[at++] = 0;
        file.Content.Hash.Value.CopyTo(row[at..]);
        at += Bytes32.Length;
        BinaryPrimitives.WriteInt64BigEndian(row[at..], file.Content.SizeBytes);
        BinaryPrimitives.WriteInt64BigEndian(row[(at + 8)..], Math.Max(0, file.ModifiedUnixMs));
        row[at + 16] = file.Complete ? (byte)1 : (byte)0;
    }

    /// <summary>Adds files one by one; they need not be in memory together.</summary>
    public sealed class Sum
    {
        private readonly UInt128[] sums = new UInt128[FilePlace.Buckets];

        public void Add(FileEntry file, long place) => sums[FilePlace.BucketOf(place)] = unchecked(sums[FilePlace.BucketOf(place)] + RowDigest(file));

        public BucketDigests Digests() => new([.. sums]);
    }
}
