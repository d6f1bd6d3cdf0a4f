using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>A host of its own as far as the network goes: a network namespace with loopback and one cable to a switch.</summary>
internal sealed class NetNamespace : IDisposable
{
    private const int NetworkNamespaceFlag = 0x40000000;
    private const int ReadOnly = 0;

    private static int made;

    private readonly string device;

    private NetNamespace(TapSwitch network, string address)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId % 100_000}-{Interlocked.Increment(ref made)}");
        (Name, device, Address) = ($"wpns{number}", $"wpt{number}", address);
        Ip("netns", "add", Name);
        var tap = new TapDevice(device);
        Ip("link", "set", device, "netns", Name);
        Ip("-n", Name, "link", "set", "lo", "up");
        Ip("-n", Name, "addr", "add", $"{address}/24", "dev", device);
        Ip("-n", Name, "link", "set", device, "up");
        Port = network.Plug(tap);
    }

    public string Name { get; }

    public string Address { get; private set; }

    public TapSwitch.Port Port { get; }

    /// <summary>Why this machine has no namespaces to test with; null when it has.</summary>
    public static string? Problem { get; } = Find();

    public static NetNamespace Add(TapSwitch network, string address) => new(network, address);

    /// <summary>As a computer that comes into another network: the old address is gone at once.</summary>
    public void Move(string address)
    {
        Ip("-n", Name, "addr", "flush", "dev", device, "scope", "global");
        Ip("-n", Name, "addr", "add", $"{address}/24", "dev", device);
        Address = address;
    }

    public ProcessStartInfo Start(string program, params IEnumerable<string> args) => new("ip", ["netns", "exec", Name, program, .. args]);

    /// <summary>A socket that lives in the namespace, to its loopback. A socket belongs to the namespace of the thread that makes it.</summary>
    public Task<Stream> ConnectAsync(int port)
    {
        var connected = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Connect(port, connected)) { IsBackground = true }.Start();
        return connected.Task;
    }

    public void Dispose() => Ip("netns", "del", Name);

    private void Connect(int port, TaskCompletionSource<Stream> connected)
    {
        try
        {
            var handle = Open([.. Encoding.UTF8.GetBytes($"/run/netns/{Name}"), 0], ReadOnly);
            if (handle < 0 || Enter(handle, NetworkNamespaceFlag) != 0) throw new IOException($"The namespace {Name} cannot be entered.");
            _ = Close(handle);
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            connected.SetResult(new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            connected.SetException(exception);
        }
    }

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux()) return "Network namespaces are of Linux.";
        if (Environment.UserName != "root") return "Network namespaces need root.";
        if (!File.Exists("/dev/net/tun")) return "There is no /dev/net/tun.";
        try
        {
            var probe = string.Create(CultureInfo.InvariantCulture, $"wpprobe{Environment.ProcessId}");
            Ip("netns", "add", probe);
            Ip("netns", "del", probe);
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return $"No network namespace can be made here: {exception.Message}";
        }
    }

    private static void Ip(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", args) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"ip {string.Join(' ', args)}: {error}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int Enter(int handle, int kind);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
