using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node;

/// <summary>Whether and how others reach this node: dial-backs and callbacks of the overlays meet the links here.</summary>
internal sealed class NodeReach(NapsterService napster, PeerConnector connector, OwnRecord record, LinkHub hub, TimeProvider time)
{
    private volatile ReachabilityView view = ReachabilityView.NotTried;

    public ReachabilityView View => view.At is null && napster.IsOwnIndex ? ReachabilityView.OwnIndexOnly : view;

    /// <summary>After a change of <see cref="View"/>; handlers only enqueue.</summary>
    public event Action? Changed;

    public void Follow()
    {
        napster.DialledBack += Learn;
        napster.CallBackFailed += connector.CallBacks.Fail;
        connector.CallBacks.Ask = napster.CallBack;
    }

    /// <summary>Once the node listens.</summary>
    public void Start()
    {
        if (record.Port is { } port) napster.ListensAt(port);
    }

    public void Check() => napster.CheckReachability();

    private void Learn(DialledBack result)
    {
        // Who could not try says nothing new.
        if (result.Result == Reachability.Unknown && view.State != Reachability.Unknown) return;
        view = new ReachabilityView(result.Result, time.GetUtcNow(), Sentence(result));
        record.ReachableIs(result.Result);
        Changed?.Invoke();
    }

    private string Sentence(DialledBack result)
    {
        var who = hub.Find(result.By)?.Wire.Remote.Address.ToString() ?? result.By.ShortText;
        var reason = ForeignText.Line(result.Reason ?? "it did not say why").TrimEnd('.');
        return result.Result switch
        {
            Reachability.Yes => $"{who} dialled us back at {result.Address}, answered in {result.ElapsedMs} ms.",
            Reachability.No => $"{who} dialled us back at {result.Address} and did not reach us: {reason}.",
            _ => $"{who} did not dial us back: {reason}.",
        };
    }
}
