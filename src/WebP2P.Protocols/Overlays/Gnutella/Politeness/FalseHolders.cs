using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// Nodes that answer what was not asked. Only what a node signed counts against it, so nobody is blamed for what he passed on, and one
/// that answers everything is soon heard no more. Bounded; who was heard first is forgotten first.
/// </summary>
internal sealed class FalseHolders
{
    public const int HoldersMax = 1_000;

    /// <summary>Hits with nothing in them that matches, from which on a holder is not believed, unless it gave as many that do.</summary>
    public const int FalseMax = 5;

    private readonly record struct Account(int False, int True);

    private Dictionary<NodeId, Account>? accounts;
    private Queue<NodeId>? order;

    public int Count => accounts?.Count ?? 0;

    public bool IsFalse(NodeId holder) => accounts is not null && accounts.TryGetValue(holder, out var account) && IsFalse(account);

    /// <summary>Notes a message of hits: true when it brought something that matches.</summary>
    public void Heard(NodeId holder, bool isTrue)
    {
        if (accounts is null || !accounts.TryGetValue(holder, out var account))
        {
            // Honest ones need no account until they err.
            if (isTrue) return;
            account = default;
            Open(holder);
        }

        accounts![holder] = isTrue ? account with { True = Math.Min(account.True, 1_000) + 1 } : account with { False = Math.Min(account.False, 1_000) + 1 };
    }

    private static bool IsFalse(Account account) => account.False >= FalseMax && account.False > account.True;

    private void Open(NodeId holder)
    {
        accounts ??= [];
        order ??= new Queue<NodeId>();
        if (accounts.Count >= HoldersMax) accounts.Remove(order.Dequeue());
        order.Enqueue(holder);
    }
}
