using System.Text;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Size of the frames of a search, for what it cost.</summary>
internal static class FrameBytes
{
    /// <summary>Tags, lengths and small numbers of a body.</summary>
    private const int FieldsBytes = 8;

    public static int Of(Message message) => FrameCodec.HeaderBytes + FieldsBytes + message switch
    {
        GnutellaQuery query => Encoding.UTF8.GetByteCount(query.Query),
        GnutellaWalk walk => Encoding.UTF8.GetByteCount(walk.Query),
        GnutellaHits hits => hits.Envelope.Length + hits.Holder.Length,
        _ => 0,
    };
}
