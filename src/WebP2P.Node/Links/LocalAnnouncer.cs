using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>
/// Says to the local network that this node is here, and hears who else is: UDP multicast that no router passes on. Three times soon after
/// the start, then once a minute, and when somebody new is heard.
/// </summary>
internal sealed partial class LocalAnnouncer(LocalNews news, LocalNetwork local, NodeOptions options, TimeProvider time, ILogger<LocalAnnouncer> log) : IAsyncDisposable
{
    public const int Port = 6698;

    /// <summary>Of the range that an organisation keeps to itself.</summary>
    public static readonly IPAddress Group = IPAddress.Parse("239.255.66.98");

    private static readonly TimeSpan Often = TimeSpan.FromMinutes(1);
    private static readonly int[] SoonMs = [0, 1_000, 3_000];

    private readonly CancellationTokenSource stopping = new();
    private Socket? socket;
    private Task? reading;
    private Task? saying;

    /// <summary>A node of the same network is at this address; handlers only enqueue.</summary>
    public event Action<PeerAddress, NodeId>? Heard;

    /// <summary>Whether anything is said and heard now.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Once the node listens. A node that only this machine reaches says nothing, unless it was told to.</summary>
    public void Start()
    {
        if (local.PeerListen is not { } listen || !(options.FindsLocally ?? !IPAddress.IsLoopback(listen.Address))) return;
        try
        {
            socket = Open();
        }
        catch (SocketException exception)
        {
            LogSilent(exception.Message);
            return;
        }
        reading = Task.Run(() => ReadAsync(socket));
        saying = Task.Run(() => SayAsync(socket));
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        socket?.Dispose();
        foreach (var task in new[] { reading, saying }) await (task ?? Task.CompletedTask);
        stopping.Dispose();
    }

    private static Socket Open()
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Several nodes of one machine hear the same notices.
            opened.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            opened.Bind(new IPEndPoint(IPAddress.Any, Port));
            opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 1);
            opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, true);
            return opened;
        }
        catch (SocketException)
        {
            opened.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(Socket from)
    {
        var buffer = new byte[LocalNotice.BytesLength + 1];
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var read = await from.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stopping.Token);
                Take(from, buffer.AsSpan(0, read.ReceivedBytes), (IPEndPoint)read.RemoteEndPoint);
            }
            catch (SocketException)
            {
                // A datagram that was too long, or a card that went.
                continue;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Take(Socket answer, ReadOnlySpan<byte> bytes, IPEndPoint from)
    {
        if (!IsOn || news.Take(bytes, from, NowMs) is not { } found) return;
        Heard?.Invoke(found.Address, found.Node);
        if (news.ShouldAnswer(found.Node, NowMs)) Say(answer);
    }

    private async Task SayAsync(Socket to)
    {
        try
        {
            var saidMs = 0;
            foreach (var atMs in SoonMs)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(atMs - saidMs), time, stopping.Token);
                Say(to);
                saidMs = atMs;
            }
            using var timer = new PeriodicTimer(Often, time);
            while (await timer.WaitForNextTickAsync(stopping.Token)) Say(to);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The node stops.
        }
    }

    /// <summary>On every card: a machine may be in several networks, and in others than a minute ago.</summary>
    private void Say(Socket to)
    {
        if (!IsOn || news.Own is not { } own) return;
        var bytes = own.ToBytes();
        lock (stopping)
        {
            foreach (var (card, _) in local.Surroundings().Networks)
            {
                if (card.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(card)) Say(to, card, bytes);
            }
        }
    }

    private static void Say(Socket to, IPAddress card, byte[] bytes)
    {
        try
        {
            to.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(Group, card));
        }
        catch (SocketException)
        {
            // It is a member already, or the card takes no part.
        }
        try
        {
            to.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, card.GetAddressBytes());
            to.SendTo(bytes, new IPEndPoint(Group, Port));
        }
        catch (SocketException)
        {
            // The card went just now; the next minute knows the new ones.
        }
    }

    private long NowMs => (long)time.GetElapsedTime(0).TotalMilliseconds;

    [LoggerMessage(LogLevel.Warning, "Nodes on the local network are not looked for: {Reason}")]
    private partial void LogSilent(string reason);
}
