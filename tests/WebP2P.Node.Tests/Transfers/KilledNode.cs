using System.Diagnostics;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>A node's folder behind a link, so that what a kill leaves of it at some moment can be put in its place.</summary>
internal sealed class KilledNode
{
    private readonly TempFolder folder;
    private readonly string name;
    private int copies;

    public KilledNode(TempFolder folder, string name)
    {
        (this.folder, this.name) = (folder, name);
        folder.MakeFolder(Copy(0));
        Directory.CreateSymbolicLink(Root, folder[Copy(0)]);
    }

    public string Root => folder[name];

    /// <summary>Keeps everything as it is now. Any thread; the node may go on.</summary>
    public void Kill()
    {
        var next = Copy(copies + 1);
        using var process = Process.Start(new ProcessStartInfo("cp", ["-a", folder[Copy(copies)], folder[next]]))!;
        process.WaitForExit();
        copies++;
    }

    /// <summary>What was kept is what is there. The node has been disposed of.</summary>
    public void Restore()
    {
        // A connection that is kept open has the old database. Only those of this node: a database of another test must not be put together while its files are copied.
        SqliteSetup.CloseIdle(Path.Combine(Root, "data", "node.db"));
        Directory.Delete(Root);
        Directory.CreateSymbolicLink(Root, folder[Copy(copies)]);
    }

    private string Copy(int number) => $"{name}-{number}";
}
