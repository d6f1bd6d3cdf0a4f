using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Index;

/// <summary>Stores in folders of their own, which go with them.</summary>
internal sealed class SqliteStores : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly List<IDisposable> opened = [];

    public IIndexStore Create() => Create(manyContents: int.MaxValue, mergedNamesMin: int.MaxValue);

    /// <summary>One that answers as if it were very large: it knows how frequent each word is.</summary>
    public IIndexStore CreateLarge()
    {
        var store = Create(manyContents: 0, mergedNamesMin: 0);
        store.Suggest("any", Presence.Nobody, 1);
        return store;
    }

    private SqliteIndexStore Create(int manyContents, int mergedNamesMin)
    {
        var folder = DataFolder.Open(temp[string.Create(CultureInfo.InvariantCulture, $"data{opened.Count}")]);
        var setup = new IndexSetup(folder, NullLogger<IndexSetup>.Instance);
        setup.PrepareAsync(CancellationToken.None).GetAwaiter().GetResult();
        var store = new SqliteIndexStore(folder, manyContents, mergedNamesMin);
        opened.AddRange([folder, setup, store]);
        return store;
    }

    public void Dispose()
    {
        opened.Reverse();
        foreach (var one in opened) one.Dispose();
        temp.Dispose();
    }
}
