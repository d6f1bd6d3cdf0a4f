using System.Buffers.Binary;
using System.Text.Json;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>Who gave what: the source of every piece, and figures of every source by its number.</summary>
internal sealed class DownloadLedger(int pieces)
{
    private const int RunBytes = 6;

    /// <summary>0: not known; else the source's number and one.</summary>
    private readonly ushort[] givenBy = new ushort[pieces];
    private readonly List<SourceFigures> figures = [];

    public SpeedMeter All { get; } = new();

    public SourceFigures Of(int source)
    {
        lock (figures)
        {
            while (figures.Count <= source) figures.Add(new SourceFigures());
            return figures[source];
        }
    }

    public int? GiverOf(int piece) => givenBy[piece] == 0 ? null : givenBy[piece] - 1;

    public void Gave(int source, int piece, long bytes)
    {
        givenBy[piece] = (ushort)(source + 1);
        Of(source).BytesGiven += bytes;
    }

    public void Sample()
    {
        All.Sample();
        lock (figures)
        {
            foreach (var source in figures) source.Speed.Sample();
        }
    }

    /// <summary>Runs of (source u16, pieces u32), big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        Span<byte> run = stackalloc byte[RunBytes];
        for (var first = 0; first < givenBy.Length;)
        {
            var end = first + 1;
            while (end < givenBy.Length && givenBy[end] == givenBy[first]) end++;
            BinaryPrimitives.WriteUInt16BigEndian(run, givenBy[first]);
            BinaryPrimitives.WriteInt32BigEndian(run[2..], end - first);
            bytes.AddRange(run);
            first = end;
        }
        return [.. bytes];
    }

    public void Restore(ReadOnlySpan<byte> runs)
    {
        for (var piece = 0; runs.Length >= RunBytes; runs = runs[RunBytes..])
        {
            var count = Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(runs[2..]), 0, givenBy.Length - piece);
            givenBy.AsSpan(piece, count).Fill(BinaryPrimitives.ReadUInt16BigEndian(runs));
            piece += count;
        }
    }

    /// <param name="sources">In the order of their numbers.</param>
    public string SourcesJson(IEnumerable<(NodeId Peer, int BadPieces)> sources) =>
        JsonSerializer.Serialize(sources.Select((source, number) => new SavedSource(source.Peer.ToString(), Of(number).BytesGiven, source.BadPieces)));

    /// <summary>Sources that gave nothing yet.</summary>
    public static string NewSourcesJson(IEnumerable<NodeId> peers) =>
        JsonSerializer.Serialize(peers.Distinct().Select(peer => new SavedSource(peer.ToString(), 0, 0)));

    /// <summary>The sources of an earlier run in the order of their numbers.</summary>
    public IEnumerable<(NodeId Peer, int BadPieces)> RestoreSources(string json)
    {
        var number = 0;
        foreach (var saved in JsonSerializer.Deserialize<List<SavedSource>>(json) ?? [])
        {
            if (!NodeId.TryParse(saved.Peer, out var peer)) continue;
            Of(number++).BytesGiven = saved.BytesGiven;
            yield return (peer, saved.BadPieces);
        }
    }

    private sealed record SavedSource(string Peer, long BytesGiven, int BadPieces);
}
