namespace WebP2P.Node.Control;

/// <summary>What the owner changes about shares: their names, and which files they leave out.</summary>
public interface IShareEdits
{
    /// <summary>The rules for all shares.</summary>
    ExcludeSettings Everywhere { get; }

    /// <summary>Stale: it was changed since that version was read. Conflict: another share has the name. Invalid: a rule cannot be read.</summary>
    Task<Outcome<ShareView>> ChangeAsync(Guid id, ShareChange change, CancellationToken cancellationToken);

    /// <summary>As <see cref="ChangeAsync"/>, for all shares.</summary>
    Task<Outcome<ExcludeSettings>> ChangeEverywhereAsync(ExcludeSettings changed, string? ifVersion, CancellationToken cancellationToken);

    /// <summary>What would be hidden and shown; looks through the folders for some seconds at most and changes nothing.</summary>
    /// <param name="share">Null: the rules for all shares.</param>
    Task<Outcome<RulePreview>> PreviewAsync(Guid? share, ExcludeSettings settings, CancellationToken cancellationToken);
}

/// <param name="Name">Null leaves the name.</param>
/// <param name="Rules">Null leaves the rules.</param>
/// <param name="IfVersion">Only when nothing changed since; null: in any case.</param>
public sealed record ShareChange(string? Name, ExcludeSettings? Rules, string? IfVersion = null);

/// <param name="Complete">False when the time did not suffice: the figures are a beginning.</param>
public sealed record RulePreview(RuleEffect Hidden, RuleEffect Shown, bool Complete);

/// <param name="Paths">The first 100, with the share's name in front.</param>
public sealed record RuleEffect(long Files, long Bytes, IReadOnlyList<string> Paths);
