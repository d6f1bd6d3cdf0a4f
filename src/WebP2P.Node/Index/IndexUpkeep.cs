using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index;

/// <summary>What is done for the index from time to time.</summary>
internal sealed class IndexUpkeep(DataFolder folder, IndexSetup setup, IndexReplacement current, WriteGate gate)
{
    private readonly WriteProbe probe = new(folder);

    /// <summary>Merges what commits wrote, replaces an index whose files were taken away, and tries again what failed before.</summary>
    public void Look()
    {
        current.TryAgain();
        var met = current.Generation;
        if (current.IsThere && setup.Damage() is { } damage) current.Replace(damage, met);
        if (current.IsThere && current.Use(store => store is SqliteIndexStore sqlite && sqlite.IsMergeDue())) gate.TryWrite(() => current.Use(Merge), out _);
        if (!gate.IsTryDue) return;
        if (probe.Problem() is { } problem) gate.Rest(problem);
        else gate.Open();
    }

    /// <summary>Reads all of the index, and replaces it when a part is damaged.</summary>
    public void Check(CancellationToken cancellationToken)
    {
        if (!current.IsThere) return;
        string? damage;
        var met = current.Generation;
        using (var connection = SqliteSetup.OpenAlone(folder.IndexDatabase)) damage = IndexAudit.FindDamage(connection, cancellationToken);
        if (damage is not null) current.Replace(damage, met);
    }

    private static bool Merge(IIndexStore store)
    {
        if (store is SqliteIndexStore sqlite) sqlite.Merge();
        return true;
    }
}
