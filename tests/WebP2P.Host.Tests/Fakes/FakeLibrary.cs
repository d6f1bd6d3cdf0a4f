using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>Changes names and rules of <see cref="FakeShares"/>, and lists one folder.</summary>
internal sealed class FakeLibrary(IShares shares) : IShareEdits, ILibraryTree
{
    private static readonly Refusal Stale = new(RefusalKind.Stale, "changed-meanwhile", "It changed since you read it.");

    public ExcludeSettings Everywhere { get; private set; } = ExcludeSettings.Everywhere;

    public Task<Outcome<ShareView>> ChangeAsync(Guid id, ShareChange change, CancellationToken cancellationToken) => Task.FromResult(Change(id, change));

    public Task<Outcome<ExcludeSettings>> ChangeEverywhereAsync(ExcludeSettings changed, string? ifVersion, CancellationToken cancellationToken)
    {
        if (ifVersion is not null && ifVersion != EditVersion.Of(Everywhere)) return Task.FromResult<Outcome<ExcludeSettings>>(Stale);
        return Task.FromResult<Outcome<ExcludeSettings>>(Everywhere = changed);
    }

    public Task<Outcome<RulePreview>> PreviewAsync(Guid? share, ExcludeSettings settings, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<RulePreview>>(new RulePreview(new RuleEffect(settings.Patterns.Count, 10, ["share/a.tmp"]), new RuleEffect(0, 0, []), true));

    public Task<Outcome<Page<LibraryEntry>>> ListAsync(LibraryQuestion question, PageRequest page, CancellationToken cancellationToken) => Task.FromResult<Outcome<Page<LibraryEntry>>>(
        question.Query is "\"open" ? new Refusal(RefusalKind.Invalid, "invalid-query", "At character 1: found nothing.") : new Page<LibraryEntry>([LibraryEntry.OfFolder("deep", $"{question.Path}/deep", 3, 30)], "next"));

    public Task<Page<Duplicate>> DuplicatesAsync(PageRequest page, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<Duplicate>([new Duplicate(FakeShares.Content(7, 5).Hash, 5, 3, 10, ["share/a", "share/b", "share/c"])], null));

    private Outcome<ShareView> Change(Guid id, ShareChange change)
    {
        var fakes = (FakeShares)shares;
        if (fakes.Find(id) is not { } share) return new Refusal(RefusalKind.NotFound, "share-not-found", "There is no such share.");
        if (change.IfVersion is { } seen && seen != EditVersion.Of(share)) return Stale;
        if (change.Name is "taken") return new Refusal(RefusalKind.Conflict, "share-name-taken", "Another share is called so.", id.ToString());
        return fakes.Replace(share with { Name = change.Name ?? share.Name, Rules = change.Rules ?? share.Rules });
    }
}
