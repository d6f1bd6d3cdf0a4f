using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Tests.Shared;

/// <summary>Nodes, contents and batches by number, the same in every test project.</summary>
internal static class NapsterSamples
{
    public const long Wall = 1_800_000_000_000;

    public static NodeId NodeOf(int number) => new(Hash($"node {number}"));

    public static ContentId ContentOf(int number, long sizeBytes = 1_000) => new(new ContentHash(Hash($"content {number}")), sizeBytes);

    public static FileEntry File(string name, int content, string folder = "music", bool complete = true, long sizeBytes = 1_000) =>
        new(ContentOf(content, sizeBytes), folder, name, Wall, complete);

    public static FileChange Added(string name, int content) => new(Removed: false, File(name, content));

    public static FileChange Removed(string name, int content) => new(Removed: true, File(name, content));

    public static RegisterBatch Batch(int library, long from, params IReadOnlyList<FileChange> changes) =>
        new((UInt128)library, from, from + changes.Count, changes);

    public static Query Query(string text) =>
        Protocols.Search.Query.TryParse(text, out var query, out var problem) ? query! : throw new ArgumentException(problem!.Message, nameof(text));

    public static Signed<PeerRecord> Record(int node, long sequence = 1, int envelopeBytes = 300, long expiresUnixMs = Wall + 3_600_000)
    {
        var record = new PeerRecord($"node {node}", [new PeerAddress("10.0.0." + (node % 250 + 1).ToString(CultureInfo.InvariantCulture), 6699)], ["napster/1"]);
        return new Signed<PeerRecord>(NodeOf(node), sequence, expiresUnixMs, record, new byte[envelopeBytes]);
    }

    private static Bytes32 Hash(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
