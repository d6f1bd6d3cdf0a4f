using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class PieceClaimsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5_003)]
    public void All_who_know_of_each_other_divide_the_pieces_so_that_each_is_the_claim_of_exactly_one(int count)
    {
        NodeId[] nodes = [.. Enumerable.Range(1, 8).Select(Node)];
        var claims = nodes.Select(self => Claims(self, count, nodes)).ToList();
        for (var piece = 0; piece < count; piece++) Assert.Single(claims, claim => claim.Own![piece]);
        if (count > 1_000) Assert.All(claims, claim => Assert.InRange(claim.Own!.Cardinality, count / 8 - 70, count / 8 + 70));
    }

    [Fact]
    public void Who_is_alone_claims_nothing_and_who_leaves_gives_its_claims_to_the_others()
    {
        var claims = Claims(Node(1), 500, [Node(1)]);
        Assert.Null(claims.Own);
        claims.Join(Node(2));
        var shared = claims.Own!.Cardinality;
        claims.Join(Node(3));
        Assert.InRange(claims.Own.Cardinality, 1, shared - 1);
        claims.Leave(Node(3));
        Assert.Equal(shared, claims.Own.Cardinality);
        claims.Leave(Node(2));
        Assert.Null(claims.Own);
    }

    [Fact]
    public void Claims_come_first_of_equally_rare_pieces_but_a_rarer_piece_comes_before_them()
    {
        var picker = new PiecePicker(new Bitfield(10), start: 0);
        var first = new Bitfield(10);
        first.Set(6);
        first.Set(7);
        foreach (var piece in Enumerable.Range(0, 10).Where(piece => piece != 3)) picker.Count(piece, 1);
        Assert.Equal(3, Next(picker, first));
        Assert.Equal(6, Next(picker, first));
        Assert.Equal(7, Next(picker, first));
        Assert.Equal(0, Next(picker, first));
    }

    private static int Next(PiecePicker picker, Bitfield first)
    {
        var piece = picker.Pick(null, first);
        picker.Assign(piece);
        return piece;
    }

    private static PieceClaims Claims(NodeId self, int count, IEnumerable<NodeId> all)
    {
        var claims = new PieceClaims(self, count);
        foreach (var node in all) claims.Join(node);
        return claims;
    }

    /// <summary>As even as ids of nodes are.</summary>
    private static NodeId Node(int number) => new(new Bytes32(System.Security.Cryptography.SHA256.HashData([(byte)number])));
}
