using WebP2P.Host.Access;
using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>The first steps of a new node: a password, a folder to share, a network to join. Each may be left out; done once.</summary>
public sealed class OwnerSetup(OwnerPassword password, IShares shares, INodeStatus status, IControlSettings settings, ControlOptions options)
{
    private const string SettingName = "setup-done";
    private static readonly Refusal DoneBefore = new(RefusalKind.Conflict, "setup-done", "This node was set up before. Nothing was changed.");
    private static readonly Refusal TooShort = new(RefusalKind.Invalid, "password-too-short", $"The password needs at least {ControlOptions.PasswordLengthMin} characters. Nothing was changed.");

    public async Task<SetupView> StateAsync(CancellationToken cancellationToken) => new(
        options.SkipSetup || await settings.GetAsync(SettingName, cancellationToken) is not null,
        [
            new SetupStep("password", await password.ExistsAsync(cancellationToken)),
            new SetupStep("share", shares.List().Any(share => !share.Automatic)),
            new SetupStep("join", status.Node.IndexServer is not null),
        ]);

    /// <summary>Does the steps that are given, in their order, and marks setup as done. A step that is refused ends it: those before it stay done, and it may be sent again.</summary>
    public async Task<Outcome<SetupView>> CompleteAsync(SetupRequest request, CancellationToken cancellationToken)
    {
        if ((await StateAsync(cancellationToken)).Done) return DoneBefore;
        if (request.Password is { Length: < ControlOptions.PasswordLengthMin }) return TooShort;
        if (request.Password is { } secret) await password.SetAsync(secret, cancellationToken);
        if (request.Share is { } path && !IsShared(path) && (await shares.AddAsync(path, cancellationToken)).Refusal is { } notShared) return notShared;
        if (request.Join is { } server && (await status.JoinAsync(server, cancellationToken)).Refusal is { } notJoined) return notJoined;
        await settings.SetAsync(SettingName, "yes", cancellationToken);
        return await StateAsync(cancellationToken);
    }

    private bool IsShared(string path) => shares.List().Any(share => share.Path == path);
}
