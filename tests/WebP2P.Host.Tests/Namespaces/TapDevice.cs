using System.Runtime.InteropServices;
using System.Text;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>One end of an Ethernet cable: the kernel's end is a network device that may be moved into a namespace, this end is read and written here.</summary>
internal sealed class TapDevice : IDisposable
{
    private const int ReadWrite = 2;
    private const nuint SetInterface = 0x400454ca;
    private const short TapWithoutHeader = 0x1002;
    private const short PollIn = 1;
    private const int PollMs = 200;
    private const int NameBytes = 16;
    private const int RequestBytes = 40;
    private const int EthernetBytes = 14;
    private const int SynFlag = 2, AckFlag = 16;

    private readonly int handle;
    private int isClosed;

    public TapDevice(string name)
    {
        Name = name;
        handle = Open([.. "/dev/net/tun\0"u8], ReadWrite);
        if (handle < 0) throw new InvalidOperationException("/dev/net/tun cannot be opened.");
        var request = new byte[RequestBytes];
        Encoding.ASCII.GetBytes(name, request.AsSpan(0, NameBytes - 1));
        BitConverter.TryWriteBytes(request.AsSpan(NameBytes), TapWithoutHeader);
        if (Control(handle, SetInterface, request) < 0) throw new InvalidOperationException($"No TAP device {name}: error {Marshal.GetLastPInvokeError()}.");
    }

    public string Name { get; }

    /// <summary>Length of a frame; 0 when none came for a while, -1 when the device is gone.</summary>
    public int Read(byte[] buffer)
    {
        var asked = new PollRequest { Handle = handle, Events = PollIn };
        var ready = Poll(ref asked, 1, PollMs);
        if (Volatile.Read(ref isClosed) == 1 || ready < 0 || (asked.Answered & ~PollIn) != 0) return -1;
        return ready == 0 ? 0 : (int)Read(handle, buffer, (nuint)buffer.Length);
    }

    public void Write(byte[] frame)
    {
        if (Volatile.Read(ref isClosed) == 0) _ = Write(handle, frame, (nuint)frame.Length);
    }

    /// <summary>Whether the frame is the first of a TCP connection over IPv4 or IPv6.</summary>
    public static bool OpensConnection(byte[] frame)
    {
        if (frame.Length < EthernetBytes + 40) return false;
        var isIp4 = frame[12] == 0x08 && frame[13] == 0x00;
        var isIp6 = frame[12] == 0x86 && frame[13] == 0xdd;
        var (protocol, headerBytes) = isIp4 ? (frame[EthernetBytes + 9], (frame[EthernetBytes] & 15) * 4) : (frame[EthernetBytes + 6], 40);
        var flagsAt = EthernetBytes + headerBytes + 13;
        return (isIp4 || isIp6) && protocol == 6 && flagsAt < frame.Length && (frame[flagsAt] & (SynFlag | AckFlag)) == SynFlag;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref isClosed, 1) == 0) _ = Close(handle);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Handle;
        public short Events;
        public short Answered;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(int handle, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollRequest requests, nuint count, int timeoutMs);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(int handle, byte[] buffer, nuint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(int handle, byte[] buffer, nuint count);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
