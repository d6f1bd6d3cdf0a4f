using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

/// <summary>Changes the sample shares; every pattern hides one file.</summary>
internal sealed class SampleEdits(SampleShares shares) : IShareEdits
{
    public ExcludeSettings Everywhere { get; private set; } = ExcludeSettings.Everywhere;

    public Task<Outcome<ShareView>> ChangeAsync(Guid id, ShareChange change, CancellationToken cancellationToken)
    {
        if (shares.Unwritten is { } unwritten) return Task.FromException<Outcome<ShareView>>(unwritten);
        var at = shares.Shares.FindIndex(share => share.Id == id);
        var share = shares.Shares[at];
        if (change.IfVersion is { } seen && seen != EditVersion.Of(share)) return Task.FromResult<Outcome<ShareView>>(new Refusal(RefusalKind.Stale, "changed-meanwhile", "This share changed since you read it."));
        if (Problem(change.Rules) is { } problem) return Task.FromResult<Outcome<ShareView>>(problem);
        return Task.FromResult<Outcome<ShareView>>(shares.Shares[at] = share with { Name = change.Name ?? share.Name, Rules = change.Rules ?? share.Rules });
    }

    public Task<Outcome<ExcludeSettings>> ChangeEverywhereAsync(ExcludeSettings changed, string? ifVersion, CancellationToken cancellationToken) =>
        shares.Unwritten is { } unwritten ? Task.FromException<Outcome<ExcludeSettings>>(unwritten) : Task.FromResult<Outcome<ExcludeSettings>>(Everywhere = changed);

    public Task<Outcome<RulePreview>> PreviewAsync(Guid? share, ExcludeSettings settings, CancellationToken cancellationToken)
    {
        if (Problem(settings) is { } problem) return Task.FromResult<Outcome<RulePreview>>(problem);
        var paths = settings.Patterns.Select(pattern => $"Potter/read aloud/{pattern}").ToList();
        return Task.FromResult<Outcome<RulePreview>>(new RulePreview(new RuleEffect(paths.Count, 1_000_000L * paths.Count, paths), new RuleEffect(0, 0, []), true));
    }

    private static Refusal? Problem(ExcludeSettings? settings) =>
        settings?.Patterns.Contains("[") == true ? new Refusal(RefusalKind.Invalid, "invalid-rule", "Rule 1, [, character 1: This bracket is never closed.") : null;
}
