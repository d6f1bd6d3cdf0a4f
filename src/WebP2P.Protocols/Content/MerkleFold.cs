using System.Security.Cryptography;

namespace WebP2P.Protocols.Content;

/// <summary>Folds hashes of one level, as they come, into the root above them: one pending hash a level, like the digits of a binary counter.</summary>
internal ref struct MerkleFold(Span<byte> pending)
{
    /// <summary>Room for trees of up to 2^23 hashes.</summary>
    public const int LevelsMax = 24;

    /// <summary>Bytes that the caller lends for the pending hashes.</summary>
    public const int PendingBytes = LevelsMax * Bytes32.Length;

    private readonly Span<byte> pending = pending;

    /// <summary>Number of hashes added so far.</summary>
    public int Count { readonly get; set; }

    /// <summary>Adds one hash of the bottom level and joins the pairs that it completes.</summary>
    public void Add(scoped ReadOnlySpan<byte> hash)
    {
        Span<byte> pair = stackalloc byte[2 * Bytes32.Length];
        hash.CopyTo(pair);
        var level = 0;
        for (var count = Count; (count & 1) != 0; count >>= 1) Join(level++, pair);
        pair[..Bytes32.Length].CopyTo(At(level));
        Count++;
    }

    /// <summary>The root when the bottom level is filled up to 2^<paramref name="levels"/> hashes with <paramref name="filler"/>.</summary>
    public Bytes32 Root(int levels, Bytes32 filler)
    {
        Span<byte> fill = stackalloc byte[2 * Bytes32.Length];
        Span<byte> pair = stackalloc byte[2 * Bytes32.Length];
        filler.CopyTo(fill);
        if (Count == 1 << levels) return new Bytes32(At(levels));
        fill[..Bytes32.Length].CopyTo(pair);
        for (var level = 0; level < levels; level++)
        {
            if ((Count >> level & 1) != 0) Join(level, pair);
            else JoinRight(pair, fill);
            fill[..Bytes32.Length].CopyTo(fill[Bytes32.Length..]);
            SHA256.HashData(fill, fill[..Bytes32.Length]);
        }
        return new Bytes32(pair[..Bytes32.Length]);
    }

    private readonly Span<byte> At(int level) => pending.Slice(level * Bytes32.Length, Bytes32.Length);

    /// <summary>The first half of the pair becomes the hash of (pending at the level, first half).</summary>
    private readonly void Join(int level, scoped Span<byte> pair)
    {
        pair[..Bytes32.Length].CopyTo(pair[Bytes32.Length..]);
        At(level).CopyTo(pair);
        SHA256.HashData(pair, pair[..Bytes32.Length]);
    }

    private static void JoinRight(scoped Span<byte> pair, scoped ReadOnlySpan<byte> fill)
    {
        fill[..Bytes32.Length].CopyTo(pair[Bytes32.Length..]);
        SHA256.HashData(pair, pair[..Bytes32.Length]);
    }
}
