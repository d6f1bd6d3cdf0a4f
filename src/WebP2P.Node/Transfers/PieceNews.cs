using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Tells peers that copy what this node is still copying of its new pieces, at most twice a second each. On the transfer loop.</summary>
internal sealed class PieceNews(TransferServices services)
{
    /// <summary>Between two <see cref="HaveMore"/> to one peer about one content.</summary>
    public const long PauseMs = 500;

    private const int PiecesMax = 2_000;

    public void Tell(NodeId peer, ContentId content, UploadRecord record)
    {
        if (record.Partial is not { } job || record.Told >= job.Arrived.Count || services.NowMs < record.ToldMs + PauseMs) return;
        var runs = Runs(job.Arrived.Skip(record.Told).Take(PiecesMax));
        record.Told = Math.Min(job.Arrived.Count, record.Told + PiecesMax);
        record.ToldMs = services.NowMs;
        services.Links.Send(peer, new HaveMore(content, runs));
    }

    private static List<PieceRun> Runs(IEnumerable<int> pieces)
    {
        var runs = new List<PieceRun>();
        foreach (var piece in pieces.Order())
        {
            if (runs.Count > 0 && runs[^1].First + runs[^1].Count == piece) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add(new PieceRun(piece, 1));
        }
        return runs;
    }
}
