using System.Net;
using System.Net.Sockets;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Links;

// Who takes the usual ports one after another does not do so beside others.
[Collection("Usual ports")]
public sealed class PeerListenChoiceTests
{
    private static readonly NodeOptions Options = new() { Data = "", Downloads = "" };

    [Fact]
    public void The_port_of_the_last_run_is_tried_first()
    {
        var kept = FreePort();
        var choice = new PeerListenChoice(Options, new LocalNetwork(Options)) { KeptPort = kept };
        using var socket = choice.Bind();
        Assert.Equal(kept, PortOf(socket));
        Assert.Equal(kept, choice.KeptPort);
    }

    [Fact]
    public void A_port_that_was_found_is_kept_and_one_that_is_taken_is_given_up()
    {
        var first = new PeerListenChoice(Options, new LocalNetwork(Options));
        using var socket = first.Bind();
        Assert.Equal(PortOf(socket), first.KeptPort);
        var second = new PeerListenChoice(Options, new LocalNetwork(Options)) { KeptPort = PortOf(socket) };
        using var other = second.Bind();
        Assert.NotEqual(PortOf(socket), PortOf(other));
        Assert.Equal(PortOf(other), second.KeptPort);
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return PortOf(socket);
    }
}
