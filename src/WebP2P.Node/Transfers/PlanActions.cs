using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Performs what the plan of one download says. Called on the transfer loop.</summary>
internal sealed class PlanActions(DownloadJob job, TransferServices services, PieceFetches fetches, SourceTalk talk, DownloadAlarm alarm)
{
    public void Perform(in TransferAction line)
    {
        var peer = line.Peer;
        switch (line.Kind)
        {
            case TransferActionKind.Hold: services.Hold(peer, job); break;
            case TransferActionKind.Release: services.Links.Release(peer, job, (string)line.Payload!); break;
            case TransferActionKind.Send: talk.Send(peer, (Message)line.Payload!); break;
            case TransferActionKind.FetchLayer: fetches.StartLayer(peer, line.Ticket); break;
            case TransferActionKind.Fetch: fetches.Start(new PieceOrder(line.Request, line.Ticket, job.Layer!, job.File!), job.Plan!.Sources); break;
            case TransferActionKind.Abandon: fetches.Abandon(line.Request); break;
            case TransferActionKind.Wake: alarm.Set(line.DelayMs); break;
            case TransferActionKind.Note when line.Payload is AllPiecesVerified: job.Finish(); break;
        }
    }
}
