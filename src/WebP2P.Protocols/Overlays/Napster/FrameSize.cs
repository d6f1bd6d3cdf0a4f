using System.Text;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What parts of a message take in a frame, rounded up: machines cut their answers to fit without knowing the codec.</summary>
internal static class FrameSize
{
    /// <summary>Bytes that a machine fills of a frame of 64 KB; the rest is headroom for headers and tags.</summary>
    public const int BytesMax = 56 * 1024;

    private const int ContentBytes = 56;
    private const int FieldBytes = 8;
    private const int SourceBytes = 48;

    public static int Of(FileChange change) => 3 * FieldBytes + ContentBytes + Of(change.File.Folder) + Of(change.File.Name);

    public static int Of(Hit hit) => 2 * FieldBytes + ContentBytes + hit.Names.Sum(Of) + hit.Sources.Count * SourceBytes;

    public static int Of(HitSource source) => SourceBytes;

    public static int Of(Signed<PeerRecord>? record) => record is null ? 0 : record.Envelope.Length + FieldBytes;

    private static int Of(string text) => Encoding.UTF8.GetByteCount(text) + FieldBytes;
}
