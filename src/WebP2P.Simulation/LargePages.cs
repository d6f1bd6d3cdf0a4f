using System.Globalization;
using System.Runtime.InteropServices;

namespace WebP2P.Simulation;

/// <summary>
/// Memory in pages of 2 MiB. A large network touches another node with nearly every event, and with pages of 4 KiB it takes as long to find
/// where a page is as to read it.
/// </summary>
public static partial class LargePages
{
    /// <summary>A network of fewer nodes is over before it pays.</summary>
    public const int NodesMin = 50_000;

    /// <summary>Stacks are not larger than this; parts of the managed heap that matter are.</summary>
    private const ulong StackBytesMax = 8UL << 20;

    private const ulong PageBytes = 2UL << 20;
    private const string MapsPath = "/proc/self/maps";

    /// <summary>MADV_COLLAPSE, since Linux 6.1: at once, whatever was asked for when the memory was taken.</summary>
    private const int AdviceCollapse = 25;

    /// <summary>Puts the memory that this process holds now into large pages as far as the system gives any; gives how many parts of it took all they asked for.</summary>
    public static int Collapse()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(MapsPath)) return 0;
        var taken = 0;
        foreach (var (start, end) in Parts(File.ReadAllLines(MapsPath)))
        {
            if (Advise((nuint)start, (nuint)(end - start), AdviceCollapse) == 0) taken++;
        }
        return taken;
    }

    /// <summary>The large parts of memory that belong to no file and can be written, as far as they are whole pages.</summary>
    internal static IReadOnlyList<(ulong Start, ulong End)> Parts(IEnumerable<string> maps)
    {
        List<(ulong Start, ulong End)> parts = [];
        foreach (var line in maps)
        {
            // Range, rights, offset, device, inode and, of a file or the first stack, its name.
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != 5 || fields[1] != "rw-p") continue;
            var dash = fields[0].IndexOf('-', StringComparison.Ordinal);
            var (first, last) = (Address(fields[0].AsSpan(0, dash)), Address(fields[0].AsSpan(dash + 1)));
            if (last - first <= StackBytesMax) continue;
            parts.Add(((first + PageBytes - 1) & ~(PageBytes - 1), last & ~(PageBytes - 1)));
        }
        return parts;
    }

    private static ulong Address(ReadOnlySpan<char> hex) => ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);
}
