namespace WebP2P.Node.Control;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Cursor">As the previous page gave it; null for the first.</param>
/// <param name="Limit">1 to 1,000.</param>
public readonly record struct PageRequest(string? Cursor, int Limit = 100);

/// <summary>One page of a list; <paramref name="NextCursor"/> is null on the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Why something the owner asked for was not done: a stable code, and a sentence that says what happened and what to do.</summary>
/// <param name="Code">Kebab-case, stable: becomes the problem's <c>type</c>.</param>
/// <param name="ExistingId">What is already there, when that is the reason.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Message, string? ExistingId = null);

/// <summary>Maps to 404, 409, 412, 422, 503.</summary>
public enum RefusalKind { NotFound, Conflict, Stale, Invalid, Unavailable }

/// <summary>Either a value or the reason why there is none.</summary>
public readonly record struct Outcome<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
