using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Which pieces this node fetches first from a source that has all, while others copy the same content: each block of pieces is the claim of
/// the one whose id gives the largest number with it, in equal shares, so all who know of each other agree without a word, and the source gives each piece once.
/// </summary>
public sealed class PieceClaims
{
    private const int BlocksUsual = 256;
    private const int BlockPiecesMax = 64;

    private readonly NodeId self;
    private readonly int count;
    private readonly int blockPieces;
    private readonly HashSet<NodeId> others = [];

    /// <param name="count">Pieces of the content.</param>
    public PieceClaims(NodeId self, int count)
    {
        this.self = self;
        this.count = count;
        blockPieces = Math.Clamp(count / BlocksUsual, 1, BlockPiecesMax);
    }

    /// <summary>Null while nobody else is known to copy it.</summary>
    public Bitfield? Own { get; private set; }

    public void Join(NodeId other)
    {
        if (other != self && others.Add(other)) Divide();
    }

    public void Leave(NodeId other)
    {
        if (others.Remove(other)) Divide();
    }

    private void Divide()
    {
        if (others.Count == 0)
        {
            Own = null;
            return;
        }
        var own = new Bitfield(count);
        var all = others.Append(self).Order().ToArray();
        var blocksLeft = new int[all.Length];
        Array.Fill(blocksLeft, ((count + blockPieces - 1) / blockPieces + all.Length - 1) / all.Length);
        for (var first = 0; first < count; first += blockPieces)
        {
            var claimant = Claimant(all, blocksLeft, first);
            blocksLeft[claimant]--;
            if (all[claimant] != self) continue;
            for (var piece = first; piece < Math.Min(count, first + blockPieces); piece++) own.Set(piece);
        }
        Own = own;
    }

    /// <summary>Whoever has its share gets no more, or the one with most would keep all waiting.</summary>
    private static int Claimant(NodeId[] all, int[] blocksLeft, int block)
    {
        var (best, largest) = (-1, 0UL);
        for (var node = 0; node < all.Length; node++)
        {
            if (blocksLeft[node] == 0) continue;
            if (Number(all[node], block) is var number && (best < 0 || number > largest)) (best, largest) = (node, number);
        }
        return best;
    }

    /// <summary>The finalizer of SplitMix64: every bit of id and block counts.</summary>
    private static ulong Number(NodeId id, int block)
    {
        var mixed = id.Value.High + (ulong)(block + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
