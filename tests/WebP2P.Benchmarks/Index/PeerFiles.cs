using System.Buffers.Binary;
using System.Security.Cryptography;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>
/// Who has what, drawn from a seed: every name is a file of one peer, one in six is offered by others too, a few by very many; one content in ten
/// goes by two names.
/// </summary>
internal sealed class PeerFiles
{
    private const long DayMs = 86_400_000;

    public PeerFiles(IReadOnlyList<string> names, int peers, long nowUnixMs)
    {
        var dice = new Random(2);
        Names = names;
        Peers = [.. Enumerable.Range(0, peers).Select(number => new NodeId(Hash(-1 - number)))];
        Files = [.. Enumerable.Range(0, peers).Select(_ => new List<FileEntry>())];
        Contents = new ContentId[names.Count];
        for (var at = 0; at < names.Count; at++)
        {
            Contents[at] = at > 0 && dice.Next(10) == 0 ? Contents[at - 1] : new ContentId(new ContentHash(Hash(at)), SizeBytes(dice));
            var modifiedUnixMs = nowUnixMs - (dice.Next(5) == 0 ? dice.NextInt64(60 * DayMs) : dice.NextInt64(3_000 * DayMs));
            foreach (var holder in Holders(dice, peers)) Files[holder].Add(new FileEntry(Contents[at], "packages", names[at], modifiedUnixMs, Complete: true));
        }
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<NodeId> Peers { get; }

    /// <summary>By peer.</summary>
    public IReadOnlyList<List<FileEntry>> Files { get; }

    /// <summary>By name.</summary>
    public ContentId[] Contents { get; }

    private static HashSet<int> Holders(Random dice, int peers)
    {
        var count = dice.Next(6) > 0 ? 1 : dice.Next(20) > 0 ? 2 + dice.Next(2) : 2 + dice.Next(Math.Max(1, peers / 4));
        HashSet<int> holders = [];
        while (holders.Count < Math.Min(count, peers)) holders.Add(dice.Next(peers));
        return holders;
    }

    private static long SizeBytes(Random dice) => 1 + (long)Math.Pow(2, 4 + dice.NextDouble() * 28);

    private static Bytes32 Hash(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new Bytes32(SHA256.HashData(bytes));
    }
}
