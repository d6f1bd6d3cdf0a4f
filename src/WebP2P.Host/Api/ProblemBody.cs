namespace WebP2P.Host.Api;

/// <summary>The body of every 4xx and 5xx answer, as the OpenAPI document shows it.</summary>
/// <param name="Type">Stable name of the kind of problem, e.g. <c>share-not-found</c>.</param>
/// <param name="Detail">What happened, what is safe and what to do.</param>
/// <param name="Errors">Messages by field, when the input is at fault.</param>
/// <param name="Existing">Path of what is already there, for some 409.</param>
/// <param name="Candidates">Full content ids, when a bare hash is ambiguous.</param>
/// <param name="OldestSeq">Where reading can begin anew, for <c>events-expired</c>.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string TraceId,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors,
    string? Existing,
    IReadOnlyList<string>? Candidates,
    long? OldestSeq);
