using System.Buffers.Binary;
using System.Security.Cryptography;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Lab;

/// <summary>The different files of a run: who has them, and which one is asked for next.</summary>
internal sealed class LabFiles
{
    private const long FileBytes = 3_000_000;

    private readonly ZipfSampler popularity;
    private readonly Query[] queries;
    private readonly Dictionary<int, List<int>> filesOfNodes = [];

    public LabFiles(LabOptions options, int nodes, Dice dice)
    {
        popularity = new ZipfSampler(options.Files, options.ZipfPerMille);
        queries = [.. Enumerable.Range(0, options.Files).Select(file => Parse(NameOf(file)))];
        Place(options, nodes, dice);
    }

    /// <summary>Mean number of copies: of a share that is not 0 at least one.</summary>
    public static int CopiesOfEach(int nodes, int perMillion) =>
        perMillion == 0 ? 0 : Math.Max(1, (int)(((long)nodes * perMillion + LabBounds.Million / 2) / LabBounds.Million));

    /// <summary>Nodes that have files, with their numbers.</summary>
    public IReadOnlyDictionary<int, List<int>> Placed => filesOfNodes;

    public int DrawFile(Dice dice) => popularity.Draw(dice);

    public Query QueryFor(int file) => queries[file];

    /// <summary>What a node shares, as its machine asks for it.</summary>
    public ISharedFiles SharedBy(int node) =>
        filesOfNodes.TryGetValue(node, out var files) ? new FixedFiles([.. files.Select(FoundFileOf)]) : FixedFiles.None;

    /// <summary>What a node shares, as its library has it.</summary>
    public IEnumerable<FileEntry> EntriesOf(int node) =>
        filesOfNodes.GetValueOrDefault(node, []).Select(FoundFileOf).Select(file => new FileEntry(file.Content, "share", file.Name, 0, Complete: true));

    private static string NameOf(int file) => $"tune {file}";

    private static FoundFile FoundFileOf(int file)
    {
        Span<byte> name = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(name, file);
        return new FoundFile(new ContentId(new ContentHash(new Bytes32(SHA256.HashData(name))), FileBytes + file), NameOf(file), 0, Complete: true);
    }

    private static Query Parse(string text) =>
        Query.TryParse(text, out var query, out var problem) ? query! : throw new InvalidOperationException(problem!.Message);

    private void Place(LabOptions options, int nodes, Dice dice)
    {
        var order = Shuffle.Of(nodes, dice);
        var givers = order[(int)((long)nodes * options.FreeRidersPerMillion / LabBounds.Million)..];
        var mean = CopiesOfEach(nodes, options.ReplicasPerMillion);
        for (var file = 0; file < options.Files; file++)
        {
            var copies = Math.Min(givers.Length, popularity.Share(file, (long)mean * options.Files));
            foreach (var node in Shuffle.Take(givers, copies, dice))
            {
                if (!filesOfNodes.TryGetValue(node, out var files)) filesOfNodes.Add(node, files = []);
                files.Add(file);
            }
        }
    }
}
