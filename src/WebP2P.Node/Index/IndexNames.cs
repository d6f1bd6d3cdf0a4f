using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Index;

/// <summary>What reader and writer ask of the names' rows in the same way.</summary>
internal static class IndexNames
{
    /// <summary>For <see cref="Find"/>.</summary>
    public const string OfContent = "SELECT ContentId, Hash FROM Names WHERE HashKey = ?1 AND Size = ?2";

    /// <summary>The number of a content; 0 when no name has it.</summary>
    public static int Find(SqliteStatement ofContent, ContentId asked, long hashKey)
    {
        ofContent.Bind(1, hashKey).Bind(2, asked.SizeBytes);
        while (ofContent.Step())
        {
            if (new Bytes32(ofContent.Bytes(1)) != asked.Hash.Value) continue;
            var number = (int)ofContent.Integer(0);
            ofContent.Reset();
            return number;
        }
        return 0;
    }
}
